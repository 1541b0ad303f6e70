import type { BuildGraph } from './build-graph.ts'
import { isExport } from './exports.ts'
import type { Vertex } from './vertices.ts'

/**
 * The chain that decided how long a build took, first to last, as ids of
 * vertices: from what ended last back to the input that ended last, and so on.
 * Only what is on it can make the build shorter. What writes the image belongs
 * to it, and what writes the cache when that ended later.
 */
export const criticalPath = ({ vertices }: Pick<BuildGraph, 'vertices'>): string[] => {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]))
  const works = vertices.filter((vertex) => !isExport(vertex))
  const users = new Set(works.flatMap(({ inputs }) => inputs))
  const chain: string[] = []
  // What nothing is made from ends the build; the rest is waited for by another.
  let at = endingLast(works.filter(({ id, inputs }) => !users.has(id) && inputs.length > 0))
  at ??= endingLast(works)
  while (at !== undefined && !chain.includes(at.id)) {
    chain.unshift(at.id)
    at = endingLast(at.inputs.flatMap((input) => byId.get(input) ?? []))
  }
  return [...chain, ...exportsInTurn(vertices)]
}

/** The export of the image, and behind it that of the cache if it ended later: both can run at once. */
const exportsInTurn = (vertices: readonly Vertex[]): string[] => {
  const writers = vertices.filter(isExport).filter(({ completed }) => completed !== undefined)
  const image = endingLast(writers.filter(({ name }) => !name.startsWith('exporting cache')))
  const last = endingLast(writers)
  return [...new Set([image, last].flatMap((vertex) => vertex?.id ?? []))]
}

const endingLast = (vertices: readonly Vertex[]): Vertex | undefined =>
  vertices
    .filter(({ completed }) => completed !== undefined)
    .reduce<Vertex | undefined>(
      (last, vertex) =>
        last === undefined || (vertex.completed ?? 0) > (last.completed ?? 0) ? vertex : last,
      undefined,
    )
