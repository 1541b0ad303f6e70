import {
  CACHE_EXPORT,
  type CacheExport,
  cacheExport,
  type ImageExport,
  imageExport,
  isExport,
} from './exports.ts'
import type { BuildWarning, SolveStatus } from './solve-status.ts'
import { type Step, stepsOf } from './steps.ts'
import { type Vertex, vertexCollection } from './vertices.ts'

export type { Step, StepOutcome } from './steps.ts'

/** What became of the caches that a build was told to use. */
export type CacheImport = { readonly ref: string; readonly error: string | undefined }

/** The state of a build, made up from the progress records so far. */
export type BuildGraph = {
  readonly steps: readonly Step[]
  readonly imports: readonly CacheImport[]
  /** Undefined when no image is written yet, or the build writes none. */
  readonly exported: ImageExport | undefined
  /** Undefined when no cache is written, or not yet. */
  readonly cacheExport: CacheExport | undefined
  readonly warnings: readonly BuildWarning[]
  /** Everything that has started and not ended: steps, pulls, pushes, cache transfers. */
  readonly running: readonly Running[]
  /** What failed first; undefined when nothing did, or only because the build was cancelled. */
  readonly failure: VertexFailure | undefined
  /** All nodes, steps and others, in the order in which they were announced. */
  readonly vertices: readonly Vertex[]
  /**
   * Whether the records tell a build from its start to a good end: nothing
   * runs, nothing failed, no step is unreached, and the result is written, which
   * every output but `cacheonly` does. A stream that was cut is not complete.
   * Never the reason to call a build good: that is its exit code.
   */
  readonly complete: boolean
}

/** The vertex that ended a build: its name, what BuildKit says, and the last it printed (some KiB). */
export type VertexFailure = {
  readonly id: string
  readonly vertex: string
  readonly error: string
  readonly output: string
}

/** Work that goes on; `started` is in milliseconds since the epoch. */
export type Running = { readonly vertex: string; readonly id: string; readonly started: number }

const IMPORT = 'importing cache manifest from '

/** Collects progress records, and answers at any time what they tell. */
export const graphBuilder = () => {
  const collection = vertexCollection()
  const warnings = new Map<string, BuildWarning>()
  return {
    add: (status: SolveStatus): void => {
      collection.add(status)
      // Each platform of a build tells the same findings.
      for (const warning of status.warnings) {
        const key = JSON.stringify([warning.file, warning.line, warning.text])
        if (!warnings.has(key)) warnings.set(key, warning)
      }
    },
    graph: (): BuildGraph => {
      const vertices = collection.vertices()
      return {
        ...graphOf(vertices),
        warnings: [...warnings.values()],
        failure: failureOf(vertices, collection.tail),
      }
    },
  }
}

const graphOf = (vertices: readonly Vertex[]) => {
  const exported = imageExport(vertices)
  const cache = cacheExport(vertices)
  const steps = stepsOf(vertices, vertices.some(isExport))
  const running = vertices.flatMap(runningOf)
  const isGood = steps.every(({ outcome }) => GOOD.has(outcome))
  return {
    steps,
    imports: vertices.filter(({ name }) => name.startsWith(IMPORT)).map(importOf),
    exported,
    cacheExport: cache,
    running,
    vertices,
    complete: isGood && exported?.state === 'done' && running.length === 0,
  }
}

/** Caches fail without failing the build: neither one that is read nor one that is written counts. */
const failureOf = (
  vertices: readonly Vertex[],
  tail: (id: string) => string,
): VertexFailure | undefined => {
  const [first] = vertices
    .filter(({ name }) => !name.startsWith(IMPORT) && !name.startsWith(CACHE_EXPORT))
    .filter(({ error }) => error !== undefined && !error.endsWith('context canceled'))
    .toSorted((a, b) => (a.completed ?? 0) - (b.completed ?? 0))
  if (first?.error === undefined) return undefined
  return { id: first.id, vertex: first.name, error: first.error, output: tail(first.id) }
}

const GOOD: ReadonlySet<string> = new Set(['cached', 'built', 'not-run'])

/**
 * Whether the image is being written, or is written, and no step had to be
 * built for it. Then an export of the cache would write what is there already.
 */
export const allCached = ({ steps, exported, running }: BuildGraph): boolean => {
  const runs = new Set(running.map(({ id }) => id))
  return (
    exported !== undefined &&
    steps.every(({ outcome }) => outcome === 'cached' || outcome === 'not-run') &&
    !steps.some(({ id }) => runs.has(id))
  )
}

const importOf = ({ name, error }: Vertex): CacheImport => ({
  ref: name.slice(IMPORT.length),
  error,
})

const runningOf = ({ id, name, isRunning, lastStarted }: Vertex): Running[] =>
  isRunning && lastStarted !== undefined ? [{ id, vertex: name, started: lastStarted }] : []
