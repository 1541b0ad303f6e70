import { UserError } from '@ci-kit/core/errors'
import { type InputReader, lines, optionalText } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { NamedValue } from '../build/build-options.ts'

/** A value that is quoted in a message; whole documents in the wrong input are not repeated. */
const QUOTE_LIMIT = 100

export const wrongEntry = (name: string, entry: string, fix: string): UserError =>
  new UserError(`Input '${name}' has the entry '${visible(entry, QUOTE_LIMIT)}'. ${fix}`)

/** The entries of an input, each of a form that `example` shows. */
export const matching = (
  entries: readonly string[],
  name: string,
  form: RegExp,
  example: string,
): readonly string[] => {
  const wrong = entries.find((entry) => !form.test(entry))
  if (wrong !== undefined) throw wrongEntry(name, wrong, `Use the form ${example}.`)
  return entries
}

/** Lines `name=value`; the value may be empty and hold further `=`. */
export const namedValues = (from: InputReader, name: string, example: string): NamedValue[] =>
  lines(from, name).map((entry) => namedValue(entry, name, example))

export const namedValue = (entry: string, name: string, example: string): NamedValue => {
  const equals = entry.indexOf('=')
  if (equals > 0) return { name: entry.slice(0, equals).trim(), value: entry.slice(equals + 1) }
  throw wrongEntry(name, entry, `Use the form ${example}.`)
}

/** A single value of a form, undefined when it is not set. */
export const optionalMatching = (
  from: InputReader,
  name: string,
  form: RegExp,
  example: string,
): string | undefined => {
  const value = optionalText(from, name)
  if (value === '') return undefined
  if (form.test(value)) return value
  throw new UserError(
    `Input '${name}' is '${visible(value, QUOTE_LIMIT)}'. Use the form ${example}.`,
  )
}
