import type { LogRecord } from './solve-status.ts'

/** Bytes of one step's output that are kept; more would be read by nobody. */
export const OUTPUT_LIMIT = 4 * 1024 * 1024
/** Of these, bytes from the end: the last words of a step explain why it failed. */
const TAIL_SHARE = 0.5
/** The last words of a step, for a sign of life. */
const LAST_LINE_LIMIT = 200

type Output = {
  head: Uint8Array[]
  headSize: number
  tail: Uint8Array[]
  tailSize: number
  cut: number
}

/**
 * The output of steps until it is printed; bytes, because a piece may end
 * inside a character. Of a step that prints more than `limit` bytes the start
 * and the end are kept, with a note between them.
 */
export const stepOutput = (limit = OUTPUT_LIMIT) => {
  const outputs = new Map<string, Output>()
  return {
    add: (records: readonly LogRecord[]): void => {
      for (const { vertex, text } of records) {
        const known = outputs.get(vertex) ?? {
          head: [],
          headSize: 0,
          tail: [],
          tailSize: 0,
          cut: 0,
        }
        outputs.set(vertex, known)
        append(known, text, limit)
      }
    },
    has: (id: string): boolean => outputs.has(id),
    lastLine: (id: string): string => lastLine(outputs.get(id)),
    take: (id: string): string => {
      const output = outputs.get(id)
      outputs.delete(id)
      return output ? textOf(output).trimEnd() : ''
    },
  }
}

export type StepOutput = ReturnType<typeof stepOutput>

const append = (output: Output, text: Uint8Array, limit: number): void => {
  const tailLimit = limit * TAIL_SHARE
  const room = limit - tailLimit - output.headSize
  const head =
    output.tailSize === 0 && output.cut === 0 ? text.subarray(0, Math.max(0, room)) : EMPTY
  if (head.length > 0) {
    output.head.push(head)
    output.headSize += head.length
  }
  const rest = text.subarray(head.length)
  if (rest.length === 0) return
  output.tail.push(rest)
  output.tailSize += rest.length
  while (output.tailSize > tailLimit) dropFirst(output, output.tailSize - tailLimit)
}

const dropFirst = (output: Output, surplus: number): void => {
  const first = output.tail.shift() ?? EMPTY
  const dropped = Math.min(first.length, Math.ceil(surplus))
  if (dropped < first.length) output.tail.unshift(first.subarray(dropped))
  output.tailSize -= dropped
  output.cut += dropped
}

const EMPTY = new Uint8Array()

const textOf = ({ head, tail, cut }: Output): string => {
  if (cut === 0) return Buffer.concat([...head, ...tail]).toString()
  const note = `\n… ${cut} bytes of this step's output are left out here …\n`
  return `${Buffer.concat(head)}${note}${Buffer.concat(tail)}`
}

const lastLine = (output: Output | undefined): string => {
  const piece = output?.tail.at(-1) ?? output?.head.at(-1) ?? EMPTY
  const lines = Buffer.from(piece)
    .toString()
    .trimEnd()
    .split(/[\r\n]/)
  return (lines.at(-1) ?? '').slice(-LAST_LINE_LIMIT)
}
