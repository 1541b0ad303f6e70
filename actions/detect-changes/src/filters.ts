import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { yamlDocument } from '@ci-kit/core/yaml'
import { isMap, isNode, isScalar } from 'yaml'
import type { Status } from './change.ts'
import { type Entry, entryReader } from './filter-entries.ts'
import { checkFilterName } from './filter-names.ts'
import { located, type Place, problemAt } from './filter-problem.ts'
import { compileGlob, type Glob } from './matching/glob.ts'

/** One pattern of a filter. */
export type Rule = {
  /** Without the leading `!`. */
  readonly pattern: string
  /** Line of the pattern in its YAML text, from 1. */
  readonly line: number
  /** Written with a leading `!`: takes files out again. */
  readonly excludes: boolean
  /** Only files to which one of these happened; undefined for all. */
  readonly statuses: readonly Status[] | undefined
  readonly matches: Glob['matches']
}

/** An ordered list of rules; the last one that matches a file decides. */
export type Filter = { readonly name: string; readonly rules: readonly Rule[] }

const MAX_FILTERS = 1_000
/** Of all filters together: an alias can repeat a long list many times, and each rule meets each file. */
const MAX_RULES = 20_000

/**
 * Reads filters in the format of dorny/paths-filter. `origin` names the text in
 * messages. Throws {@link UserError} that names filter and line.
 */
export const parseFilters = (text: string, origin: string): readonly Filter[] => {
  const { document, lineOf } = yamlDocument(text, origin, ADVICE)
  const reader = entryReader(lineOf)
  const compile = compiler()
  const names: string[] = []
  let count = 0
  return pairsOf(document.contents, origin).map(({ key, value }) => {
    const filter = isScalar(key) ? String(key.value) : ''
    const place = { origin, filter, line: lineOf(isNode(key) ? (key.range?.[0] ?? 0) : 0) }
    located(place, '', () => checkFilterName(filter, names))
    names.push(filter)
    const rules = reader
      .read(value, place)
      .map((entry) => ruleOf(entry, { ...place, line: entry.line }, compile))
    count += rules.length
    if (count > MAX_RULES) {
      throw problemAt(place, `all filters together have more than ${MAX_RULES} patterns`)
    }
    return { name: filter, rules: fromEverything(rules) }
  })
}

type Pair = { readonly key: unknown; readonly value: unknown }

const ADVICE = "Quote patterns that start with *, !, & or {, as in '**/*.md'."

const pairsOf = (contents: unknown, origin: string): readonly Pair[] => {
  const items: readonly Pair[] = isMap(contents) ? contents.items : []
  if (items.length > 0 && items.length <= MAX_FILTERS) return items
  throw new UserError(
    `${origin} holds ${items.length || 'no'} filters. Write 1 to ${MAX_FILTERS}, each as in "api: 'services/api/**'".`,
  )
}

/** Filters often share patterns, through anchors or by hand: each is compiled once. */
const compiler = (): ((pattern: string) => Glob) => {
  const known = new Map<string, Glob>()
  return (pattern) => {
    const glob = known.get(pattern) ?? compileGlob(pattern, 'minimatch')
    known.set(pattern, glob)
    return glob
  }
}

const ruleOf = (entry: Entry, place: Place, compile: (pattern: string) => Glob): Rule => {
  // `!(a|b)` is a group, not an exclusion.
  const excludes = /^!(?!\()/.test(entry.text)
  const pattern = excludes ? entry.text.slice(1) : entry.text
  const subject = `the pattern '${visible(entry.text)}' cannot be used: `
  const matches = located(place, subject, () => {
    if (excludes && /^!(?!\()/.test(pattern)) throw new UserError('it starts with more than one !')
    return compile(pattern).matches
  })
  return { pattern, line: entry.line, excludes, statuses: entry.statuses, matches }
}

/** A list that starts with an exclusion takes it from everything. */
const fromEverything = (rules: readonly Rule[]): readonly Rule[] => {
  const [first] = rules
  if (!first?.excludes) return rules
  return [{ ...first, pattern: '**', excludes: false, matches: () => true }, ...rules]
}
