import type { Dependencies } from './dependencies.ts'
import { type Edges, stronglyConnected } from './strongly-connected.ts'

/** A component in a graph without circles. */
export type Node = {
  /** The folders whose files are its own, by path. */
  readonly folders: readonly string[]
  readonly needs: readonly string[]
}

/**
 * Package managers allow circles, mostly through dependencies of tests; a graph
 * of components does not. Whoever is in a circle needs all others of it, so a
 * change in one selects all. The same is said without a circle: the first by
 * path gets the files of all and needs what any of them needs, and the others
 * need the first.
 */
export const withoutCircles = (
  dependencies: ReadonlyMap<string, Dependencies>,
): ReadonlyMap<string, Node> => {
  const edges: Edges = new Map([...dependencies].map(([folder, { needs }]) => [folder, needs]))
  const nodes = new Map<string, Node>()
  for (const group of stronglyConnected(edges)) {
    const members = group.toSorted()
    const inside = new Set(members)
    const [first = ''] = members
    for (const folder of members) nodes.set(folder, { folders: [folder], needs: [first] })
    const needs = new Set(members.flatMap((folder) => edges.get(folder) ?? []))
    nodes.set(first, {
      folders: members,
      needs: [...needs].filter((folder) => !inside.has(folder)).toSorted(),
    })
  }
  return nodes
}
