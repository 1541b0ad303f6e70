import { type Log, visible } from '@ci-kit/core/log'
import { graphBuilder, type Running, type Step } from './build-graph.ts'
import type { LogRecord, SolveStatus, VertexRecord } from './solve-status.ts'

/** A step may first complete the look-up of its cache key and turn out cached a moment later. */
const SETTLE_MS = 500

/**
 * Prints a build as it goes: one foldable group a step that was built, one
 * line a step that came from the cache. Output is kept until its step ends,
 * because BuildKit runs steps in parallel and groups cannot.
 */
export const progressLog = (log: Log) => {
  const graph = graphBuilder()
  const output = stepOutput()
  const printed = new Set<string>()
  let now = 0

  const printEnded = (mayPrint: (step: Step) => boolean) => {
    const { steps } = graph.graph()
    for (const step of steps) {
      if (step.outcome === 'not-run' || printed.has(step.id) || !mayPrint(step)) continue
      printed.add(step.id)
      printStep(log, step, output.take(step.id), `${printed.size}/${steps.length}`)
    }
  }

  const isSettled = ({ id, outcome, completed = now }: Step) =>
    outcome !== 'built' || output.has(id) || now - completed > SETTLE_MS

  return {
    onProgress: (status: SolveStatus): void => {
      graph.add(status)
      output.add(status.logs)
      if (status.vertexes.length === 0) return
      now = latestTime(status.vertexes, now)
      printEnded(isSettled)
    },
    /** A line that shows that the build is alive: what runs, since when, and its last words. */
    heartbeat: (wallClock: number): void => {
      for (const work of graph.graph().running) {
        log.info(signOfLife(work, wallClock, output.lastLine(work.id)))
      }
    },
    /** Prints what is left and answers with the whole build. */
    end: () => {
      printEnded(() => true)
      const whole = graph.graph()
      for (const { id, vertex } of whole.steps) {
        const late = output.take(id)
        if (late !== '') log.info(`More output of ${visible(vertex)}\n${late}`)
      }
      return whole
    },
  }
}

/** The output of steps until it is printed; bytes, because a piece may end inside a character. */
const stepOutput = () => {
  const pieces = new Map<string, Uint8Array[]>()
  const textOf = (id: string): string => Buffer.concat(pieces.get(id) ?? []).toString()
  return {
    add: (records: readonly LogRecord[]): void => {
      for (const { vertex, text } of records) {
        const known = pieces.get(vertex)
        if (known) known.push(text)
        else pieces.set(vertex, [text])
      }
    },
    has: (id: string): boolean => pieces.has(id),
    lastLine: (id: string): string => {
      const piece = pieces.get(id)?.at(-1) ?? new Uint8Array()
      const lines = Buffer.from(piece)
        .toString()
        .trimEnd()
        .split(/[\r\n]/)
      return lines.at(-1) ?? ''
    },
    take: (id: string): string => {
      const text = textOf(id).trimEnd()
      pieces.delete(id)
      return text
    },
  }
}

const latestTime = (records: readonly VertexRecord[], now: number): number =>
  Math.max(now, ...records.map(({ completed, started }) => completed ?? started ?? 0))

const signOfLife = ({ vertex, started }: Running, wallClock: number, lastLine: string): string => {
  const seconds = Math.max(0, (wallClock - started) / 1000).toFixed(0)
  return `… ${visible(vertex)} (${seconds} s) ${lastLine}`.trimEnd()
}

const printStep = (log: Log, step: Step, output: string, progress: string): void => {
  const title = visible(`${progress} ${describe(step)} ${step.vertex}`)
  const foldable = output !== '' && step.outcome === 'built'
  if (foldable) log.group(title)
  else log.info(title)
  if (output !== '') log.info(output)
  if (foldable) log.endGroup()
}

const describe = ({ outcome, seconds }: Step): string =>
  outcome === 'cached' ? 'cached' : `${outcome} in ${seconds.toFixed(1)} s`
