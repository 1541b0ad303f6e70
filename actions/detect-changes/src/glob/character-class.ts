import { UserError } from '@ci-kit/core/errors'

/** Whether a single character, given as its code point, is accepted. */
export type CharacterTest = (codePoint: number) => boolean

/** POSIX names as minimatch reads them (brace-expressions.js): by Unicode property, not by locale. */
const NAMED: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[\p{L}\p{Nl}\p{Nd}]/u],
  ['alpha', /[\p{L}\p{Nl}]/u],
  ['ascii', /\p{ASCII}/u],
  ['blank', /[\p{Zs}\t]/u],
  ['cntrl', /\p{Cc}/u],
  ['digit', /\p{Nd}/u],
  ['graph', /[^\p{Z}\p{C}]/u],
  ['lower', /\p{Ll}/u],
  ['print', /\P{C}/u],
  ['punct', /\p{P}/u],
  ['space', /[\p{Z}\t\r\n\v\f]/u],
  ['upper', /\p{Lu}/u],
  ['word', /[\p{L}\p{Nl}\p{Nd}\p{Pc}]/u],
  ['xdigit', /[A-Fa-f0-9]/u],
])

/**
 * Reads the class that starts with the `[` at `start`. `end` is the position
 * after its `]`. Throws {@link UserError} on a class that is not closed and on
 * a range that runs backwards: other matchers take both silently for something
 * that never matches.
 */
export const parseClass = (
  text: readonly string[],
  start: number,
): { test: CharacterTest; end: number } => {
  const negated = text[start + 1] === '!' || text[start + 1] === '^'
  const first = start + (negated ? 2 : 1)
  const tests: CharacterTest[] = []
  let at = first
  while (text[at] !== ']' || at === first) {
    const member = namedAt(text, at) ?? rangeAt(text, at)
    tests.push(member.test)
    at = member.end
  }
  const test: CharacterTest = (codePoint) => tests.some((accepts) => accepts(codePoint)) !== negated
  return { test, end: at + 1 }
}

type Member = { readonly test: CharacterTest; readonly end: number }

const namedAt = (text: readonly string[], at: number): Member | undefined => {
  if (text[at] !== '[' || text[at + 1] !== ':') return undefined
  const name = /^\[:([a-z]+):\]/.exec(text.slice(at, at + 12).join(''))?.[1]
  if (name === undefined) return undefined
  const expression = NAMED.get(name)
  if (expression === undefined) throw new UserError(`it names an unknown class [:${name}:]`)
  const test: CharacterTest = (codePoint) => expression.test(String.fromCodePoint(codePoint))
  return { test, end: at + name.length + 4 }
}

const rangeAt = (text: readonly string[], at: number): Member => {
  const low = characterAt(text, at)
  if (text[low.end] !== '-' || text[low.end + 1] === ']') return within(low, low)
  const high = characterAt(text, low.end + 1)
  if (high.codePoint < low.codePoint) {
    throw new UserError(`its range [${text.slice(at, high.end).join('')}] runs backwards`)
  }
  return within(low, high)
}

type Character = { readonly codePoint: number; readonly end: number }

const within = (low: Character, high: Character): Member => ({
  test: (codePoint) => codePoint >= low.codePoint && codePoint <= high.codePoint,
  end: high.end,
})

const characterAt = (text: readonly string[], at: number): Character => {
  const position = text[at] === '\\' ? at + 1 : at
  const codePoint = text[position]?.codePointAt(0)
  if (codePoint === undefined) {
    throw new UserError(String.raw`its [ is not closed in the same folder name; \[ is a plain [`)
  }
  return { codePoint, end: position + 1 }
}
