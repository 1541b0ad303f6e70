import { visible } from '@ci-kit/core/log'
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import { STATUSES, type Status } from './change.ts'
import { type Place, problemAt } from './filter-problem.ts'

/** A pattern as it stands in the YAML text. */
export type Entry = {
  readonly text: string
  readonly line: number
  /** Written below a key such as `added|modified:`; undefined for all. */
  readonly statuses: readonly Status[] | undefined
}

/** Nested lists and aliases beyond these are refused; an alias may stand for a list of aliases, and so on. */
const MAX_DEPTH = 10
const MAX_ENTRIES = 10_000

export type EntryReader = {
  /** The patterns of a filter in their order: a string, lists of them, lists below status keys. */
  read(value: unknown, filter: Place): readonly Entry[]
}

/** Reads the values of one document, filter by filter from the top, so that anchors are known before their aliases. */
export const entryReader = (lineOf: (offset: number) => number): EntryReader => {
  const anchors = new Map<string, unknown>()
  return {
    read: (value, filter) => {
      const entries: Entry[] = []
      const place = (node: unknown): Place =>
        isNode(node) && node.range ? { ...filter, line: lineOf(node.range[0]) } : filter
      visit(value, { entries, anchors, place, statuses: undefined, depth: 0 })
      return entries
    },
  }
}

type Visit = {
  readonly entries: Entry[]
  readonly anchors: Map<string, unknown>
  readonly place: (node: unknown) => Place
  readonly statuses: readonly Status[] | undefined
  readonly depth: number
}

const visit = (node: unknown, to: Visit): void => {
  const { anchors, place, depth } = to
  if (depth > MAX_DEPTH) throw problemAt(place(node), `lists nest deeper than ${MAX_DEPTH} levels`)
  const deeper = { ...to, depth: depth + 1 }
  if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node)
  if (isAlias(node)) {
    if (!anchors.has(node.source)) throw problemAt(place(node), unknownAlias(node.source))
    visit(anchors.get(node.source), deeper)
  } else if (isMap(node)) {
    for (const { key, value } of filled(node, to)) {
      visit(value, { ...deeper, statuses: statusesOf(key, to) })
    }
  } else if (isSeq(node)) {
    for (const item of filled(node, to)) visit(item, deeper)
  } else {
    addPattern(node, to)
  }
}

const filled = <T>(node: { items: T[] }, { place }: Visit): readonly T[] => {
  if (node.items.length === 0) throw problemAt(place(node), EMPTY)
  return node.items
}

const EMPTY = "it has no pattern; write one, as in 'services/api/**', or remove the filter"

const unknownAlias = (name: string): string =>
  `there is no anchor &${visible(name)} before *${visible(name)}; quote a pattern that starts with *, as in '**/*.md'`

const addPattern = (node: unknown, { entries, place, statuses }: Visit): void => {
  const value: unknown = isScalar(node) ? node.value : undefined
  const at = place(node)
  if (value === undefined || value === null || value === '') throw problemAt(at, EMPTY)
  if (typeof value !== 'string')
    throw problemAt(at, `the pattern ${String(value)} is not text; quote it`)
  if (entries.length === MAX_ENTRIES)
    throw problemAt(at, `it has more than ${MAX_ENTRIES} patterns`)
  entries.push({ text: value, line: at.line, statuses })
}

const KEYS = STATUSES.map((status) => `'${status}'`).join(', ')

const statusesOf = (key: unknown, { place, statuses }: Visit): readonly Status[] => {
  const name = isScalar(key) ? String(key.value) : ''
  if (statuses !== undefined) {
    throw problemAt(
      place(key),
      `the key '${visible(name)}' stands below another one; write them as one, as in 'added|modified'`,
    )
  }
  return name.split('|').map((word) => {
    const status = STATUSES.find((known) => known === word.trim().toLowerCase())
    if (status !== undefined) return status
    const rename = ['renamed', 'copied'].includes(word)
      ? ' (a rename is a deleted and an added file)'
      : ''
    throw problemAt(
      place(key),
      `unknown key '${visible(word.trim())}'; use ${KEYS}, joined by |${rename}`,
    )
  })
}
