import { editDistance } from '@ci-kit/core/closest'
import { visible } from '@ci-kit/core/log'
import type { JsonValue } from '../component.ts'
import { readStatuses } from './entries.ts'
import { MAX_DEPTH, MAX_METADATA } from './limits.ts'
import { type Place, problemAt } from './place.ts'
import type { YamlNode, YamlPair, YamlScalar } from './yaml-node.ts'

/** Reads the members of a component that belong to the matrix; counts over all components of a text. */
export type MetadataReader = (
  pairs: readonly YamlPair[],
  filter: Place,
) => ReadonlyMap<string, JsonValue>

/** The reader of one text. Throws a UserError that names filter and line. */
export const metadataReader = (): MetadataReader => {
  let values = 0
  const count: Count = (filter) => {
    values += 1
    if (values > MAX_METADATA) {
      throw problemAt(filter, `all filters together have more than ${MAX_METADATA} further values`)
    }
  }
  return (pairs, filter) =>
    new Map(
      pairs.map((pair) => {
        const place = { ...filter, line: pair.line }
        return [memberName(pair, place), jsonOf(pair.value, { filter: place, depth: 1, count })]
      }),
    )
}

type Count = (filter: Place) => void
type At = { readonly filter: Place; readonly depth: number; readonly count: Count }

/** Members that the matrix has for every component. Expressions find members without case. */
const MATRIX_KEYS = ['component', 'reason', 'files-count']
const OBJECT_KEYS = ['path', 'paths', 'needs']

const memberName = ({ key = '' }: YamlPair, place: Place): string => {
  const lower = key.toLowerCase()
  const shown = visible(key)
  if (key === '') throw problemAt(place, 'a member of an object needs a name; write one')
  if (MATRIX_KEYS.includes(lower)) {
    throw problemAt(
      place,
      `the matrix has a member '${lower}' of its own; rename the key '${shown}'`,
    )
  }
  if (key === '<<') {
    throw problemAt(place, "merge keys ('<<') are no part of YAML 1.2; write the members out")
  }
  if (readStatuses(key).statuses.length > 0) {
    throw problemAt(
      place,
      `the key '${shown}' stands beside 'paths' or 'needs'; move it below 'paths'`,
    )
  }
  const meant = OBJECT_KEYS.find((known) => isMisspelt(lower, known))
  if (meant !== undefined) {
    throw problemAt(place, `unknown key '${shown}'; did you mean '${meant}'? If not, rename it`)
  }
  return key
}

/** A misspelt `needs` would silently lose dependents. `seeds` and `patch` are words of their own. */
const isMisspelt = (lower: string, known: string): boolean =>
  lower === known || (known !== 'path' && lower[0] === known[0] && editDistance(lower, known) <= 1)

const jsonOf = (node: YamlNode, at: At): JsonValue => {
  const { filter, depth, count } = at
  const place = { ...filter, line: node.line }
  count(place)
  if (depth > MAX_DEPTH) {
    throw problemAt(place, `its members nest deeper than ${MAX_DEPTH} levels; make it simpler`)
  }
  const deeper = { ...at, depth: depth + 1 }
  if (node.kind === 'scalar') return scalarOf(node, place)
  if (node.kind === 'list') return node.items.map((item) => jsonOf(item, deeper))
  const members = new Map<string, JsonValue>()
  for (const { key, line, value } of node.pairs) {
    const here = { ...filter, line }
    if (key === undefined) throw problemAt(here, 'a member of an object needs a name; write one')
    if (members.has(key)) throw problemAt(here, `the key '${visible(key)}' stands there twice`)
    members.set(key, jsonOf(value, deeper))
  }
  // Defines members, so that even `__proto__` is one like any other.
  return Object.fromEntries(members)
}

const scalarOf = ({ value, text }: YamlScalar, place: Place): JsonValue => {
  if (typeof value === 'number' && String(value) !== text) {
    throw problemAt(
      place,
      `${visible(text)} is the number ${value} in YAML; quote it to keep it as written, or write ${Number.isFinite(value) ? 'that number' : 'a number'}`,
    )
  }
  return value
}
