import { visible } from '@ci-kit/core/log'
import { STATUSES, type Status } from '../change.ts'
import { MAX_DEPTH, MAX_PATTERNS } from './limits.ts'
import { type Place, problemAt } from './place.ts'
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './yaml-node.ts'

/** A pattern as it stands in the YAML text. */
export type Entry = {
  readonly text: string
  readonly line: number
  /** Written below a key such as `added|modified:`; undefined for all. */
  readonly statuses: readonly Status[] | undefined
}

/**
 * The patterns of a filter in their order: a string, lists of them, lists below
 * status keys. Throws a UserError that names filter and line.
 */
export const entriesOf = (node: YamlNode, filter: Place): readonly Entry[] => {
  const entries: Entry[] = []
  visit(node, { entries, filter, statuses: undefined, depth: 0 })
  return entries
}

type Visit = {
  readonly entries: Entry[]
  readonly filter: Place
  readonly statuses: readonly Status[] | undefined
  readonly depth: number
}

const problem = ({ filter }: Visit, { line }: { line: number }, what: string) =>
  problemAt({ ...filter, line }, what)

const visit = (node: YamlNode, to: Visit): void => {
  if (to.depth > MAX_DEPTH) {
    throw problem(to, node, `lists nest deeper than ${MAX_DEPTH} levels; make it simpler`)
  }
  const deeper = { ...to, depth: to.depth + 1 }
  switch (node.kind) {
    case 'map':
      for (const pair of filled(node.pairs, node, to)) {
        visit(pair.value, { ...deeper, statuses: statusesOf(pair, to) })
      }
      return
    case 'list':
      for (const item of filled(node.items, node, to)) visit(item, deeper)
      return
    case 'scalar':
      addPattern(node, to)
  }
}

const filled = <T>(items: readonly T[], node: YamlList | YamlMap, to: Visit): readonly T[] => {
  if (items.length === 0) throw problem(to, node, EMPTY)
  return items
}

const EMPTY = "it has no pattern; write one, as in 'services/api/**', or remove the filter"

const addPattern = (node: YamlScalar, to: Visit): void => {
  const { value, text, line } = node
  if (value === null || value === '') throw problem(to, node, EMPTY)
  if (typeof value !== 'string') {
    throw problem(to, node, `the pattern ${visible(text)} is not text; quote it`)
  }
  if (to.entries.length === MAX_PATTERNS) {
    throw problem(to, node, `it has more than ${MAX_PATTERNS} patterns`)
  }
  to.entries.push({ text: value, line, statuses: to.statuses })
}

/** The keys that stand above patterns, for messages. */
export const STATUS_KEYS = STATUSES.map((status) => `'${status}'`).join(', ')

const statusesOf = (pair: YamlPair, to: Visit): readonly Status[] => {
  const key = pair.key ?? ''
  if (OBJECT_KEYS.includes(key)) {
    throw problem(
      to,
      pair,
      `the key '${key}' stands inside a list of patterns; an object with 'paths' and 'needs' is the whole entry of a filter`,
    )
  }
  if (to.statuses !== undefined) {
    throw problem(
      to,
      pair,
      `the key '${visible(key)}' stands below another one; write them as one, as in 'added|modified'`,
    )
  }
  const { statuses, unknown } = readStatuses(key)
  if (unknown === undefined) return statuses
  throw problem(
    to,
    pair,
    `unknown key '${visible(unknown)}'; use ${STATUS_KEYS}, joined by |${renameHint(unknown)}`,
  )
}

const OBJECT_KEYS = ['paths', 'needs']

/** What a key such as `added|modified` says, and the first word of it that is no status. */
export const readStatuses = (
  key: string,
): { readonly statuses: readonly Status[]; readonly unknown: string | undefined } => {
  const words = key.split('|').map((word) => word.trim())
  const known = words.map((word) => STATUSES.find((status) => status === word.toLowerCase()))
  return {
    statuses: known.filter((status) => status !== undefined),
    unknown: words.find((_, at) => known[at] === undefined),
  }
}

/** A remark on a word that other tools know. */
export const renameHint = (word: string): string =>
  ['renamed', 'copied'].includes(word.toLowerCase())
    ? ' (a rename is a deleted and an added file)'
    : ''
