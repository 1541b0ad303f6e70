import { UserError } from '@ci-kit/core/errors'
import { expand } from 'brace-expansion'

/** Patterns that one with braces may stand for. */
export const MAX_EXPANSIONS = 1_000
/** Of all of them together: compiling takes as long as they are. */
const MAX_CHARACTERS = 100_000
/** Braces in braces beyond this are refused: each level is scanned again for every level around it. */
const MAX_DEPTH = 10

/**
 * The patterns that a pattern with braces stands for, as in a shell:
 * `{a,b}` and `{1..3}`. Throws {@link UserError} with the second half of a
 * sentence when they are too many, and says so before making any of them.
 */
export const expandBraces = (text: string): readonly string[] => {
  // brace-expansion drops backslashes; minimatch spares patterns without a pair of braces in the same way.
  if (!/\{[^{]*\}/.test(text)) return [text]
  const expanded =
    expansions(text) > MAX_EXPANSIONS ? undefined : expand(text, { max: MAX_EXPANSIONS + 1 })
  if (expanded === undefined || expanded.length > MAX_EXPANSIONS) {
    throw new UserError(`its braces stand for more than ${MAX_EXPANSIONS} patterns`)
  }
  if (expanded.reduce((sum, { length }) => sum + length, 0) > MAX_CHARACTERS) {
    throw new UserError(`its braces stand for more than ${MAX_CHARACTERS} characters`)
  }
  return [...new Set(expanded)]
}

/** What stands between a brace and here. */
type Level = {
  readonly start: number
  /** Patterns of the members before the last comma. */
  before: number
  /** Patterns of the member since then. */
  member: number
  /** Patterns of everything, if the brace turns out to be plain text. */
  plain: number
}

/** How many patterns the braces stand for; a few malformed ones are counted too high or too low. */
const expansions = (text: string): number => {
  const outermost = level(0)
  const open = [outermost]
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    const here = open.at(-1) ?? outermost
    if (character === '\\') at += 1
    else if (character === '{') open.push(level(at + 1))
    else if (open.length === 1) continue
    else if (character === ',') next(here)
    else if (character === '}') {
      open.pop()
      multiply(open.at(-1) ?? outermost, sizeOf(here, text.slice(here.start, at)))
    }
    if (open.length > MAX_DEPTH + 1) throw new UserError(`it nests more than ${MAX_DEPTH} braces`)
  }
  return open.reduce((product, { plain }) => product * plain, 1)
}

const level = (start: number): Level => ({ start, before: 0, member: 1, plain: 1 })

const next = (here: Level): void => {
  here.before += here.member
  here.member = 1
}

const multiply = (around: Level, size: number): void => {
  around.member *= size
  around.plain *= size
}

const RANGE = /^(?:(-?\d+)\.\.(-?\d+)|([a-zA-Z])\.\.([a-zA-Z]))(?:\.\.(-?\d+))?$/

const sizeOf = ({ before, member }: Level, body: string): number => {
  const [, low, high, first = '', last = '', step = '1'] = RANGE.exec(body) ?? []
  if (low !== undefined) return rangeSize(Number(low), Number(high), Number(step))
  if (first !== '') return rangeSize(first.charCodeAt(0), last.charCodeAt(0), Number(step))
  return before + member
}

const rangeSize = (from: number, to: number, step: number): number => {
  const size = Math.floor(Math.abs(to - from) / Math.max(Math.abs(step), 1)) + 1
  return Number.isNaN(size) ? Number.POSITIVE_INFINITY : size
}
