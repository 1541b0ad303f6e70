/** From each node to those that it leads to. */
export type Edges = ReadonlyMap<string, readonly string[]>

/**
 * The groups of nodes that lead to each other, a node on its own being a group
 * of one: Kosaraju's algorithm, in linear time and without recursion. Edges to
 * unknown nodes do not count.
 */
export const stronglyConnected = (edges: Edges): readonly (readonly string[])[] => {
  const backwards = reversed(edges)
  const seen = new Set<string>()
  const order = [...edges.keys()].flatMap((node) => finished(node, edges, seen))
  const grouped = new Set<string>()
  return order
    .toReversed()
    .map((node) => finished(node, backwards, grouped))
    .filter((group) => group.length > 0)
}

const reversed = (edges: Edges): Edges => {
  const backwards = new Map<string, string[]>([...edges.keys()].map((node) => [node, []]))
  for (const [from, targets] of edges) for (const to of targets) backwards.get(to)?.push(from)
  return backwards
}

/** The nodes that can be reached from `start` and are not in `seen`, in the order in which they are done with. */
const finished = (start: string, edges: Edges, seen: Set<string>): readonly string[] => {
  if (seen.has(start)) return []
  seen.add(start)
  const done: string[] = []
  const path = [{ node: start, next: 0 }]
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const target = edges.get(top.node)?.[top.next]
    top.next += 1
    if (target === undefined) {
      done.push(top.node)
      path.pop()
    } else if (!seen.has(target) && edges.has(target)) {
      seen.add(target)
      path.push({ node: target, next: 0 })
    }
  }
  return done
}
