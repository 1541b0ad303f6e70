import { UserError } from './errors.ts'
import { visible } from './log.ts'
import { numberedLines } from './numbered-lines.ts'
import { timeSpan } from './time-span.ts'

/**
 * Where an action's inputs come from. `read` answers the text of an input as
 * the runner passes it, '' when it is not set; `mask` hides a secret in every
 * log line that follows.
 */
export type InputReader = {
  read(name: string): string
  mask(secret: string): void
}

/** The text of an input without surrounding white space, '' when it is not set. */
export const optionalText = (from: InputReader, name: string): string => from.read(name).trim()

/**
 * The text of an input that has to be set.
 * The action checks this itself because the runner does not enforce `required`.
 */
export const text = (from: InputReader, name: string): string => {
  const value = optionalText(from, name)
  if (value === '')
    throw new UserError(`Input '${name}' is not set. Add '${name}: …' under 'with:'.`)
  return value
}

/** A value in a message; a whole document that was put into the wrong input is not repeated. */
const shown = (value: string): string => `'${visible(value, 100)}'`

const TRUE = ['true', 'True', 'TRUE']
const FALSE = ['false', 'False', 'FALSE']

/** A boolean in the spellings of YAML 1.2's core schema; `unset` stands for an empty input. */
export const flag = (from: InputReader, name: string, unset = false): boolean => {
  const value = optionalText(from, name)
  if (value === '') return unset
  if (TRUE.includes(value)) return true
  if (FALSE.includes(value)) return false
  throw new UserError(`Input '${name}' is ${shown(value)}. Use 'true' or 'false'.`)
}

/** A whole number from `min` to `max`, in decimal digits. */
export const count = (from: InputReader, name: string, min: number, max: number): number => {
  const value = text(from, name)
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (number >= min && number <= max) return number
  throw new UserError(
    `Input '${name}' is ${shown(value)}. Use a whole number from ${min} to ${max}.`,
  )
}

/** One of a fixed set of words. */
export const oneOf = <const Choice extends string>(
  from: InputReader,
  name: string,
  choices: readonly Choice[],
): Choice => {
  const value = text(from, name)
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  const allowed = choices.map((candidate) => `'${candidate}'`).join(', ')
  throw new UserError(`Input '${name}' is ${shown(value)}. Use one of ${allowed}.`)
}

/** One of a fixed set of words; an empty input, as an expression may leave it, stands for the first. */
export const choice = <const Choice extends string>(
  from: InputReader,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice => (optionalText(from, name) === '' ? choices[0] : oneOf(from, name, choices))

/** A span of time such as `12h` in milliseconds, undefined when the input is not set. */
export const duration = (from: InputReader, name: string): number | undefined => {
  const value = optionalText(from, name)
  if (value === '') return undefined
  const span = timeSpan(value)
  if (span !== undefined) return span
  throw new UserError(
    `Input '${name}' is ${shown(value)}. Use a number with 'm', 'h', 'd' or 'w', such as '12h' or '7d'.`,
  )
}

/** One entry a line. White space around an entry, empty lines and lines that start with # are dropped. */
export const lines = (from: InputReader, name: string): string[] =>
  numberedLines(from.read(name)).map(({ line }) => line)

/** Entries separated by new lines or commas, for values that never hold a comma themselves. */
export const list = (from: InputReader, name: string): string[] =>
  lines(from, name)
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/**
 * A secret, masked before it is handed out: whole, and line by line, because
 * the runner compares masks with single log lines. Its forms in Base64, JSON,
 * URIs and XML are masked by the runner itself (ValueEncoders.cs). Short lines
 * such as the `{` of a key file are masked like any other: the runner takes
 * the lines of a mask apart too (ActionCommandManager.cs, AddMask), so leaving
 * them out here would change nothing there, and would show part of a secret
 * everywhere else.
 */
export const secret = (from: InputReader, name: string): string => {
  const value = optionalText(from, name)
  for (const part of maskable(value)) from.mask(part)
  return value
}

/** The strings to mask so that no line of a secret appears in the log. */
export const maskable = (value: string): string[] => {
  const parts = value.split(/\r\n|\r|\n/).map((line) => line.trim())
  return [...new Set([value, ...parts])].filter((part) => part !== '')
}
