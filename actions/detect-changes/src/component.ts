import type { Status } from './change.ts'
import type { Glob } from './matching/glob.ts'

/** One pattern. */
export type Rule = {
  /** As written, without the leading `!`. */
  readonly pattern: string
  /** What holds the pattern, for people: `filters`, `.github/filters.yml`, `package.json`. */
  readonly source: string
  /** Line in that source, from 1. */
  readonly line: number
  /** Written with a leading `!`: takes files out again. */
  readonly excludes: boolean
  /** Only files to which one of these happened; undefined for all. */
  readonly statuses: readonly Status[] | undefined
  readonly glob: Glob
}

/**
 * How the rules of a list decide together. `some`: in order, the last one that
 * matches decides. `every`: all have to hold, an excluding one by not matching.
 * `some-with-excludes`: one has to match, and no excluding one may.
 */
export const QUANTIFIERS = ['some', 'every', 'some-with-excludes'] as const
export type Quantifier = (typeof QUANTIFIERS)[number]

export type RuleList = { readonly rules: readonly Rule[]; readonly quantifier: Quantifier }

/** A value of JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue }

/** Something that is built, tested or deployed by itself; dorny/paths-filter calls it a filter. */
export type Component = {
  readonly name: string
  readonly list: RuleList
  /** Names of the components that it is made from; a change in one of them selects this one too. */
  readonly needs: readonly string[]
  /** Its folder from the root of the repository, '' when it has none. */
  readonly path: string
  /** Members for the row of the matrix, as written. */
  readonly metadata: ReadonlyMap<string, JsonValue>
}

/** What the inputs say about the repository. */
export type Components = {
  readonly components: readonly Component[]
  /** Files that select every component. */
  readonly allOn: RuleList
  /** Files that never count. */
  readonly ignore: RuleList
}
