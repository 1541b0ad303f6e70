import { formatReference, parseReference } from '@ci-kit/oci/reference'
import type { Vertex } from './vertices.ts'

export type ExportState = 'running' | 'done' | 'failed'

/** A reference that the registry has taken, as BuildKit spells it: with registry and tag. */
export type PushedReference = {
  /** Without a tag when the image was pushed by digest. */
  readonly reference: string
  /** Undefined when the image was pushed by digest: it is that of the image. */
  readonly digest: string | undefined
}

/** How the image was made and pushed. Times are milliseconds since the epoch on the builder's clock. */
export type ImageExport = {
  /** `done` between making and pushing an image, too: {@link isPushed} tells about a push. */
  readonly state: ExportState
  readonly error: string | undefined
  readonly completed: boolean
  readonly startedMs: number | undefined
  readonly completedMs: number | undefined
  /** Milliseconds for compressing layers and writing manifests. */
  readonly exportMs: number | undefined
  /** Milliseconds for the push of all tags; undefined when nothing was pushed. */
  readonly pushMs: number | undefined
  /** Digest of the image, or of its index when it has several manifests. */
  readonly digest: string | undefined
  readonly pushed: readonly PushedReference[]
}

/** What became of the caches that a build was told to write; several count as one. */
export type CacheExport = {
  readonly state: ExportState
  readonly error: string | undefined
  readonly startedMs: number | undefined
  readonly completedMs: number | undefined
  readonly exportMs: number | undefined
}

/** How BuildKit names what writes a cache, before the kind of cache. */
export const CACHE_EXPORT = 'exporting cache to '
const IMAGE = /^exporting to /
const PUSH = /^pushing manifest for (.+?)(?:@(sha256:[0-9a-f]{64}))?$/
const MANIFEST = /^exporting manifest (sha256:[0-9a-f]{64})$/
const INDEX = /^exporting manifest list (sha256:[0-9a-f]{64})$/

/** Whether a vertex writes the result of the build or a cache. */
export const isExport = ({ name }: Vertex): boolean =>
  IMAGE.test(name) || name.startsWith(CACHE_EXPORT)

/** Undefined when nothing was written yet, or when the build writes nothing. */
export const imageExport = (vertices: readonly Vertex[]): ImageExport | undefined => {
  const writers = vertices.filter(({ name }) => IMAGE.test(name))
  if (writers.length === 0) return undefined
  const parts = writers.flatMap((writer) => writer.parts)
  const whole = span(writers)
  const pushes = parts.filter(({ id }) => id.startsWith('pushing '))
  const pushStart = earliest(pushes.map(({ started }) => started))
  const pushed = pushedReferences(writers)
  return {
    ...whole,
    completed: whole.state === 'done',
    exportMs: between(whole.startedMs, pushStart ?? whole.completedMs),
    pushMs: between(pushStart, latest(pushes.map(({ completed }) => completed))),
    digest: pushed.find(({ digest }) => digest !== undefined)?.digest ?? writtenDigest(writers),
    pushed,
  }
}

export const cacheExport = (vertices: readonly Vertex[]): CacheExport | undefined => {
  const writers = vertices.filter(({ name }) => name.startsWith(CACHE_EXPORT))
  if (writers.length === 0) return undefined
  const whole = span(writers)
  return { ...whole, exportMs: between(whole.startedMs, whole.completedMs) }
}

/**
 * Whether all these references are pushed and the registry has said so.
 *
 * The end of the export alone does not tell: BuildKit 0.27 and earlier push
 * inside of it and write the cache afterwards; 0.32 makes the image, ends the
 * vertex, and starts it again for the push while the cache is written (solver.go,
 * "Run image finalize and cache export in parallel"). So each reference must
 * have its manifest pushed, and the vertex must have ended after that, because
 * a part that failed is completed, too.
 *
 * References may be spelled in any way that Docker reads, with a tag, or
 * without one for a push by digest.
 */
export const isPushed = (
  exported: ImageExport | undefined,
  references: readonly string[],
): boolean => {
  if (exported?.state !== 'done' || references.length === 0) return false
  const pushed = new Set(exported.pushed.map(({ reference }) => reference))
  return references.every((reference) => pushed.has(formatReference(parseReference(reference))))
}

/** Nothing is claimed for the last one of a failed push: it may be the one that failed. */
const pushedReferences = (writers: readonly Vertex[]): PushedReference[] =>
  writers.flatMap(({ parts, error }) => {
    const ended = parts.flatMap(({ id, completed }) => {
      const [, reference, digest] = PUSH.exec(id) ?? []
      return reference === undefined || completed === undefined ? [] : [{ reference, digest }]
    })
    return error === undefined ? ended : ended.slice(0, -1)
  })

/** An archive beside the image that is pushed has a digest of its own when they are compressed differently. */
const writtenDigest = (writers: readonly Vertex[]): string | undefined => {
  const pushers = writers.filter(({ parts }) => parts.some(({ id }) => PUSH.test(id)))
  const parts = (pushers.length > 0 ? pushers : writers).flatMap((writer) => writer.parts)
  const written = (form: RegExp) =>
    parts.flatMap(({ id, completed }) => (completed ? (form.exec(id)?.[1] ?? []) : []))
  const [index] = written(INDEX)
  const manifests = written(MANIFEST)
  return index ?? (manifests.length === 1 ? manifests[0] : undefined)
}

/** Several vertices as one: failed when one failed, done when all are. */
const span = (vertices: readonly Vertex[]) => {
  const error = vertices.find((vertex) => vertex.error !== undefined)?.error
  const isDone = vertices.every((vertex) => !vertex.isRunning && vertex.completed !== undefined)
  const state: ExportState = error !== undefined ? 'failed' : isDone ? 'done' : 'running'
  const ended = state === 'running' ? undefined : latest(vertices.map((one) => one.completed))
  return {
    state,
    error,
    startedMs: earliest(vertices.map(({ started }) => started)),
    completedMs: ended,
  }
}

type Times = readonly (number | undefined)[]
const known = (times: Times) => times.filter((time) => time !== undefined)
const earliest = (times: Times): number | undefined =>
  known(times).reduce<number | undefined>((least, time) => Math.min(least ?? time, time), undefined)
const latest = (times: Times): number | undefined =>
  known(times).reduce<number | undefined>((most, time) => Math.max(most ?? time, time), undefined)
const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, to - from)
