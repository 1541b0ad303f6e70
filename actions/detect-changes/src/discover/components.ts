import type { Component, JsonValue, Rule } from '../component.ts'
import { type ComponentFolder, nestedFolders } from './component-folder.ts'
import { type Dependencies, dependenciesOf } from './dependencies.ts'
import { folderRule, type Origin } from './folder-rule.ts'
import { componentNames } from './names.ts'
import { lastSegment } from './workspaces/member.ts'

/**
 * A component for each folder, in their order. The needs hold the circles that
 * package managers allow, mostly through dependencies of tests. A file of a
 * package in a package of the same ecosystem belongs to the inner one.
 */
export const discoveredComponents = (folders: readonly ComponentFolder[]): readonly Component[] => {
  const names = componentNames(
    folders.map(({ folder }) => folder),
    rootName(folders),
  )
  const dependencies = dependenciesOf(folders)
  const nested = nestedFolders(folders)
  return folders.map((entry) => {
    const { folder } = entry
    const { needs, others } = dependencies.get(folder) ?? NO_DEPENDENCIES
    return {
      name: names.get(folder) ?? folder,
      list: { rules: rulesOf(entry, nested.get(folder) ?? [], others), quantifier: 'some' },
      needs: needs.map((needed) => names.get(needed) ?? needed),
      path: folder,
      metadata: metadataOf(entry),
    }
  })
}

const NO_DEPENDENCIES: Dependencies = { needs: [], others: [] }

const rootName = (folders: readonly ComponentFolder[]): string => {
  const root = folders.find(({ folder }) => folder === '')?.members[0]
  return lastSegment(root?.package ?? '') || 'root'
}

const metadataOf = ({ members: [first] }: ComponentFolder): ReadonlyMap<string, JsonValue> =>
  new Map(first ? Object.entries({ package: first.package, ecosystem: first.ecosystem }) : [])

/** The folder without what is nested in it, and folders of no component at the end. */
const rulesOf = (
  entry: ComponentFolder,
  nested: readonly string[],
  others: Dependencies['others'],
): readonly Rule[] => {
  const origin = originOf(entry)
  return [
    folderRule(entry.folder, false, origin),
    ...nested.map((inner) => folderRule(inner, true, origin)),
    ...others.map(({ folder, manifest }) =>
      folderRule(folder, false, { source: manifest, line: 1 }),
    ),
  ]
}

const originOf = ({ line, members: [first] }: ComponentFolder): Origin =>
  first ? { source: first.manifest, line: 1 } : { source: 'discover', line: line ?? 1 }
