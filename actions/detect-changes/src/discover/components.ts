import type { Component, JsonValue, Rule } from '../component.ts'
import { type Node, withoutCircles } from './circles.ts'
import { type ComponentFolder, nestedFolders } from './component-folder.ts'
import { type Dependencies, dependenciesOf } from './dependencies.ts'
import { folderRule, type Origin } from './folder-rule.ts'
import { componentNames } from './names.ts'
import { lastSegment } from './workspaces/member.ts'

/**
 * A component for each folder, in their order. The needs hold no circle. A file
 * of a package in a package of the same ecosystem belongs to the inner one.
 */
export const discoveredComponents = (folders: readonly ComponentFolder[]): readonly Component[] => {
  const names = componentNames(
    folders.map(({ folder }) => folder),
    rootName(folders),
  )
  const dependencies = dependenciesOf(folders)
  const nodes = withoutCircles(dependencies)
  const rulesOf = ruleLists(folders, dependencies)
  return folders.map((entry) => {
    const { folder } = entry
    const node = nodes.get(folder) ?? { folders: [folder], needs: [] }
    return {
      name: names.get(folder) ?? folder,
      list: { rules: rulesOf(node), quantifier: 'some' },
      needs: node.needs.map((needed) => names.get(needed) ?? needed),
      path: folder,
      metadata: metadataOf(entry),
    }
  })
}

const rootName = (folders: readonly ComponentFolder[]): string => {
  const root = folders.find(({ folder }) => folder === '')?.members[0]
  return lastSegment(root?.package ?? '') || 'root'
}

const metadataOf = ({ members: [first] }: ComponentFolder): ReadonlyMap<string, JsonValue> =>
  new Map(first ? Object.entries({ package: first.package, ecosystem: first.ecosystem }) : [])

/**
 * The rules of a node: its folders by path, each without what is nested in it,
 * so that a nested folder of the same node comes in again after it went out;
 * folders of no component at the end.
 */
const ruleLists = (
  folders: readonly ComponentFolder[],
  dependencies: ReadonlyMap<string, Dependencies>,
): ((node: Node) => readonly Rule[]) => {
  const origins = new Map(folders.map((entry) => [entry.folder, originOf(entry)]))
  const nested = nestedFolders(folders)
  const own = (folder: string): readonly Rule[] => {
    const origin = origins.get(folder) ?? DISCOVERED
    const out = nested.get(folder) ?? []
    return [
      folderRule(folder, false, origin),
      ...out.map((inner) => folderRule(inner, true, origin)),
    ]
  }
  const others = (folder: string): readonly Rule[] =>
    (dependencies.get(folder)?.others ?? []).map(({ folder: path, manifest }) =>
      folderRule(path, false, { source: manifest, line: 1 }),
    )
  return (node) => [...node.folders.flatMap(own), ...node.folders.flatMap(others)]
}

const DISCOVERED: Origin = { source: 'discover', line: 1 }

const originOf = ({ line, members: [first] }: ComponentFolder): Origin =>
  first ? { source: first.manifest, line: 1 } : { ...DISCOVERED, line: line ?? 1 }
