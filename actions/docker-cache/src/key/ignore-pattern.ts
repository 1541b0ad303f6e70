import { visible } from '@ci-kit/core/log'
import type { Doubt } from './doubt.ts'

/** Whether a pattern matches a path of the context, written with slashes and without one in front. */
export type PathMatcher = (path: string) => boolean

/** More `*` than this make a regular expression that can take minutes on one long name. */
const MOST_LOOPS = 6

/** Of a class, only what Go's filepath.Match and its regular expressions read alike. */
const CLASS = /^\[\^?(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|[_.!])+\]/

/** Its table of characters to escape has no room for those above 63; `^` is not meant to be in it. */
const RAW = /[{|}^]/

/** How far a pattern is from plain text; the names are those of patternmatcher. */
type Kind = 'exact' | 'prefix' | 'suffix' | 'regexp'
type State = {
  readonly kind: Kind
  readonly source: string
  readonly loops: number
  /** Whether patternmatcher leaves a character unescaped that means something to a regular expression. */
  readonly raw: boolean
}
type Piece = { readonly length: number } & (State | Doubt)

/**
 * Matches as `Pattern.compile` and `match` of github.com/moby/patternmatcher do
 * on Linux, with their oddities: a pattern that starts with `**` and holds no
 * other wildcard is compared as a suffix, one that ends with it as a prefix.
 * Patterns that Docker refuses, or reads in ways that depend on Go's regular
 * expressions (`\d`, odd classes), are a doubt.
 */
export const ignorePattern = (path: string): PathMatcher | Doubt => {
  let state: State = { kind: 'exact', source: '', loops: 0, raw: false }
  for (let at = 0; at < path.length; ) {
    const next = piece(path, at, state)
    if ('doubt' in next) return { doubt: `${named(path)}, ${next.doubt}` }
    state = next
    at += next.length
  }
  if (state.loops > MOST_LOOPS)
    return { doubt: `${named(path)} with more than ${MOST_LOOPS} wildcards` }
  return matcherOf(path, state)
}

const matcherOf = (path: string, { kind, source, raw }: State): PathMatcher | Doubt => {
  if (kind === 'exact') return (file) => file === path
  if (kind === 'prefix') {
    const prefix = path.slice(0, -2)
    return (file) => file.startsWith(prefix)
  }
  if (kind === 'suffix') {
    const suffix = path.slice(2)
    return (file) => file.endsWith(suffix) || (suffix.startsWith('/') && file === suffix.slice(1))
  }
  if (raw) return { doubt: `${named(path)}, which has one of ^{|} beside a wildcard` }
  try {
    const expression = new RegExp(`^${source}$`, 'u')
    return (file) => expression.test(file)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    return { doubt: `${named(path)}, which is malformed` }
  }
}

const piece = (path: string, at: number, state: State): Piece => {
  const character = String.fromCodePoint(path.codePointAt(at) ?? 0)
  if (path.startsWith('**', at)) return doubleStar(path, at, state)
  if (character === '*') return { length: 1, ...wild(state, '[^/]*', 1) }
  if (character === '?') return { length: 1, ...wild(state, '[^/]') }
  if (character === '\\') return escaped(path, at, state)
  if (character === '[') {
    const found = CLASS.exec(path.slice(at))?.[0]
    if (found === undefined) return { length: 0, doubt: "whose '[' begins no plain class" }
    return { length: found.length, ...wild(state, found) }
  }
  // Alone it is itself to both, but takes the pattern for a regular expression.
  if (character === ']') return { length: 1, ...wild(state, '\\]') }
  const source = state.source + literal(character)
  return { ...state, source, raw: state.raw || RAW.test(character), length: character.length }
}

/** Go's `.` does not match a line feed, and nothing else. */
const ANYTHING = '[^\\n]*'

const doubleStar = (path: string, at: number, state: State): Piece => {
  const length = path[at + 2] === '/' ? 3 : 2
  const atEnd = at + length === path.length
  const { kind } = state
  const regexp = wild(state, atEnd ? ANYTHING : `(?:${ANYTHING}/)?`, 1)
  if (at === 0) return { length, ...regexp, kind: 'suffix' }
  return { length, ...regexp, kind: atEnd && kind === 'exact' ? 'prefix' : 'regexp' }
}

const escaped = (path: string, at: number, state: State): Piece => {
  const next = path[at + 1]
  if (next === undefined || !/[!-/:-@[-`{-~ ]/.test(next))
    return { length: 0, doubt: 'whose backslash stands before no punctuation' }
  return { length: 2, ...wild(state, literal(next)) }
}

const wild = ({ source, loops, raw }: State, more: string, moreLoops = 0): State => ({
  kind: 'regexp',
  source: source + more,
  loops: loops + moreLoops,
  raw,
})

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')

const named = (path: string): string => `the pattern '${visible(path, 100)}'`
