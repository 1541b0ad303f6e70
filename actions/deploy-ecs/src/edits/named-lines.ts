import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type NumberedLine, numberedLines } from '@ci-kit/core/numbered-lines'
import type { NamedEdits } from '@ci-kit/ecs/task-definition/edits'

export type NamedLinesOptions = {
  /** What a value is, for messages: `KEY=value`, `KEY=valueFrom`. */
  readonly form: string
  /** Why a value is refused, and the fix, as a sentence. */
  readonly valueFault?: (value: string) => string | undefined
}

/**
 * Reads lines: `KEY=value` sets, `-KEY` removes, `-*` removes all that is not
 * set here. A value is everything after the first `=`, as it is; white space
 * around a line, empty lines and lines that start with # are dropped.
 * Undefined when nothing is left. Throws {@link UserError} that names input and
 * line, and never a value: it may be a secret.
 */
export const parseNamedLines = (
  input: string,
  text: string,
  { form, valueFault }: NamedLinesOptions,
): NamedEdits | undefined => {
  const lines = numberedLines(text)
  if (lines.length === 0) return undefined
  const set = new Map<string, string>()
  const removed = new Map<string, number>()
  const firstLines = new Map<string, number>()
  for (const { line, number } of lines) {
    const where = `Input '${input}', line ${number}`
    const { name, value } = line.startsWith('-') ? removal(line, where) : setting(line, where, form)
    refuseRepeated(name, firstLines, number, where)
    if (value === undefined) removed.set(name, number)
    else {
      const fault = valueFault?.(value)
      if (fault !== undefined) throw new UserError(`${where}: '${visible(name, 255)}' ${fault}`)
      set.set(name, value)
    }
  }
  const exclusive = removed.delete(ALL)
  return { set, remove: [...removed.keys()], exclusive }
}

const ALL = '*'

type NamedLine = { readonly name: string; readonly value: string | undefined }

const setting = (line: NumberedLine['line'], where: string, form: string): NamedLine => {
  const at = line.indexOf('=')
  if (at < 0) {
    // A line without = may be the rest of a secret of several lines.
    const shown = /^[\w.-]{1,60}$/.test(line) ? ` '${line}'` : ''
    throw new UserError(
      `${where}:${shown} has no '='. Write ${form} on one line, or -KEY to remove it.`,
    )
  }
  return { name: checkedName(line.slice(0, at), where, form), value: line.slice(at + 1) }
}

const removal = (line: string, where: string): NamedLine => {
  const name = line.slice(1)
  if (name.includes('=')) {
    throw new UserError(
      `${where}: '${visible(line.slice(0, line.indexOf('=')), 255)}' starts with '-', which removes, and has a value. Write -KEY to remove it, or leave the '-' out.`,
    )
  }
  return { name: checkedName(name, where, '-KEY'), value: undefined }
}

const checkedName = (name: string, where: string, form: string): string => {
  if (name === '') throw new UserError(`${where}: it has no name. Write ${form}.`)
  if (!/\s/.test(name)) return name
  throw new UserError(
    `${where}: the name '${visible(name, 100)}' holds white space. Write ${form}, without space before the '='.`,
  )
}

const refuseRepeated = (
  name: string,
  firstLines: Map<string, number>,
  number: number,
  where: string,
): void => {
  const first = firstLines.get(name)
  if (first !== undefined)
    throw new UserError(`${where}: '${visible(name, 255)}' is in line ${first} too. Keep one.`)
  firstLines.set(name, number)
}
