import { visible } from '@ci-kit/core/log'
import type { JsonValue } from '../component.ts'
import { type Entry, entriesOf, readStatuses, renameHint, STATUS_KEYS } from './entries.ts'
import type { MetadataReader } from './metadata.ts'
import { type Place, problemAt } from './place.ts'
import type { YamlMap, YamlNode } from './yaml-node.ts'

/** A component's name in a `needs`, with the line that holds it. */
export type Need = { readonly name: string; readonly line: number }

/** What stands behind the name of a filter. */
export type FilterEntry = {
  readonly entries: readonly Entry[]
  readonly needs: readonly Need[]
  readonly path: string
  readonly metadata: ReadonlyMap<string, JsonValue>
}

/**
 * Reads patterns in any form, or an object `{ paths, needs, path, …metadata }`.
 * Throws a UserError that names filter and line.
 */
export const filterEntry = (
  node: YamlNode,
  filter: Place,
  readMetadata: MetadataReader,
): FilterEntry => {
  if (node.kind !== 'map' || node.pairs.length === 0) return patternsOnly(node, filter)
  const members = new Map(node.pairs.map(({ key, value }) => [key, value]))
  const paths = members.get('paths')
  const needs = members.get('needs')
  if (paths === undefined && needs === undefined) {
    checkStatusKeys(node, filter)
    return patternsOnly(node, filter)
  }
  return {
    entries: paths === undefined ? [] : entriesOf(paths, filter),
    needs: needs === undefined ? [] : needsOf(needs, filter),
    path: pathOf(members.get('path'), filter),
    metadata: readMetadata(
      node.pairs.filter(({ key }) => !OBJECT_KEYS.includes(key ?? '')),
      filter,
    ),
  }
}

const OBJECT_KEYS = ['paths', 'needs', 'path']

const patternsOnly = (node: YamlNode, filter: Place): FilterEntry => ({
  entries: entriesOf(node, filter),
  needs: [],
  path: '',
  metadata: new Map(),
})

const checkStatusKeys = ({ pairs }: YamlMap, filter: Place): void => {
  for (const { key = '', line } of pairs) {
    const { unknown } = readStatuses(key)
    if (unknown === undefined) continue
    throw problemAt(
      { ...filter, line },
      `unknown key '${visible(unknown)}'; use ${STATUS_KEYS}, joined by |, above patterns, or give the object a key 'paths' or 'needs'${renameHint(unknown)}`,
    )
  }
}

const needsOf = (node: YamlNode, filter: Place): readonly Need[] => {
  const nodes = node.kind === 'list' ? node.items : [node]
  if (nodes.length === 0) throw problemAt({ ...filter, line: node.line }, NO_NEED)
  const needs = new Map<string, Need>()
  for (const one of nodes) {
    const { line } = one
    const value = one.kind === 'scalar' ? one.value : undefined
    if (value === null || value === '') throw problemAt({ ...filter, line }, NO_NEED)
    // A filter may be called true: names are text whatever YAML makes of them.
    if (value === undefined) throw problemAt({ ...filter, line }, NO_NAME)
    const name = String(value)
    if (!needs.has(name)) needs.set(name, { name, line })
  }
  return [...needs.values()]
}

const NO_NEED = "its 'needs' names no filter; write a name or a list of names, or remove the key"
const NO_NAME = "its 'needs' holds something that is no name; write a name or a list of names"

const pathOf = (node: YamlNode | undefined, filter: Place): string => {
  if (node === undefined) return ''
  const place = { ...filter, line: node.line }
  const value = node.kind === 'scalar' ? node.value : undefined
  if (typeof value !== 'string' || value === '') {
    throw problemAt(place, "its 'path' is no text; write the folder, as in services/api")
  }
  const names = value.split('/').filter((name) => name !== '' && name !== '.')
  if (/[*?\p{Cc}]/u.test(value) || names.includes('..')) {
    throw problemAt(
      place,
      `its 'path' is '${visible(value)}'; write one folder inside the repository, as in services/api, and patterns below 'paths'`,
    )
  }
  return names.join('/')
}
