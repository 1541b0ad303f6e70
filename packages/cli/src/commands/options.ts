import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'

/**
 * Parses the arguments of a command. Throws {@link UserError} on an unknown
 * option, with the nearest one that exists.
 */
export const parseOptions = <Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (thrown) {
    if (systemCode(thrown) === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const unknown = args.find((arg) => arg.startsWith('-') && !isKnown(arg, options)) ?? ''
      throw new UserError(unknownWord('option', nameOf(unknown), Object.keys(options).map(dashed)))
    }
    if (systemCode(thrown)?.startsWith('ERR_PARSE_ARGS')) throw new UserError(messageOf(thrown))
    throw thrown
  }
}

/** A sentence that refuses a word and suggests the nearest one. */
export const unknownWord = (kind: string, word: string, known: readonly string[]): string => {
  const near = nearest(word, known)
  const advice = near ? `Did you mean ${near}?` : `Use one of: ${known.join(', ')}.`
  return `There is no ${kind} ${word}. ${advice}`
}

/** Splits `NAME=value` at the first `=`; `from` names the option in the error. */
export const assignments = (from: string, texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=')
      if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)]
      throw new UserError(`${from} ${text} is no assignment. Write ${from} name=value.`)
    }),
  )

const dashed = (name: string): string => `--${name}`

const nameOf = (arg: string): string => arg.split('=')[0] ?? arg

const isKnown = (arg: string, options: ParseArgsOptionsConfig): boolean => {
  const name = nameOf(arg)
  return Object.entries(options).some(
    ([long, { short }]) => name === `--${long}` || name === `-${short}`,
  )
}

/** The closest of the known words, if it is close enough to be meant. */
const nearest = (word: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
    .sort((one, other) => one.edits - other.edits)
  return best && best.edits <= Math.max(2, word.length / 3) ? best.candidate : undefined
}

/** The number of letters to add, drop or change (Levenshtein). */
export const editsBetween = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    let left = at + 1
    let corner = row[0] ?? 0
    const next = [left]
    for (const [column, wanted] of [...other].entries()) {
      const above = row[column + 1] ?? 0
      left = Math.min(left + 1, above + 1, corner + (letter === wanted ? 0 : 1))
      corner = above
      next.push(left)
    }
    row = next
  }
  return row.at(-1) ?? 0
}
