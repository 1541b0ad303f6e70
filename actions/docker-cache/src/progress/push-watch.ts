import { allCached, type BuildGraph } from './build-graph.ts'
import { isPushed } from './exports.ts'
import type { SolveStatus } from './solve-status.ts'

/** What is known at the moment when the registry has taken the image, while the cache may still be written. */
export type PushedImage = {
  readonly graph: BuildGraph
  /** Undefined when BuildKit has not named it (before 0.11). */
  readonly digest: string | undefined
  /** No step was built, so that the cache need not be written and the build may be ended. */
  readonly allCached: boolean
}

/**
 * Looks at each progress object, after it was added to the graph, and calls
 * `onPushed` once: as soon as all references are pushed. It does not wait for
 * the cache, and never speaks of a push that failed.
 */
export const pushWatch = (
  references: readonly string[],
  graph: () => BuildGraph,
  onPushed: (image: PushedImage) => void,
): ((status: SolveStatus) => void) => {
  let hasSpoken = false
  return ({ vertexes, statuses }) => {
    if (hasSpoken) return
    // Most objects have nothing to do with a push, and a graph takes a moment to make.
    const isAboutPush =
      vertexes.some(({ name }) => name.startsWith('exporting to ')) ||
      statuses.some(({ id }) => id.startsWith('pushing '))
    if (!isAboutPush) return
    const whole = graph()
    if (!isPushed(whole.exported, references)) return
    hasSpoken = true
    onPushed({ graph: whole, digest: whole.exported?.digest, allCached: allCached(whole) })
  }
}
