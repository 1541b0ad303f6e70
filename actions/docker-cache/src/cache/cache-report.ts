import { visible } from '@ci-kit/core/log'
import type { BuildGraph } from '../progress/build-graph.ts'
import type { CacheExport } from '../progress/exports.ts'
import { shortened } from '../shortened.ts'
import { entryName, entryType } from './cache-entry.ts'
import type { SolveCaches } from './cache-plan.ts'

/** Errors of registries can hold whole web pages. */
const QUOTE_LIMIT = 300

/**
 * What became of a cache that was to be read. `found` means that BuildKit read
 * its manifest; whether a step came from this cache or from another one,
 * BuildKit does not say, and a manifest that holds no cache is found as well.
 * An answer that is no manifest at all it calls `not-found`.
 */
export type CacheResult = 'found' | 'not-found' | 'denied' | 'failed'

export type CacheUse = {
  /** The reference; `local:…` or `s3:…` with a number for what has none. */
  readonly ref: string
  readonly result: CacheResult
}

export type CacheReport = {
  /** In the order of the plan: BuildKit asks for all of them at once and tells of them as they answer. */
  readonly used: readonly CacheUse[]
  readonly written: boolean
  /** Why no cache was written; '' when one was. */
  readonly reason: string
  readonly warnings: readonly string[]
  /** For the log: nothing is wrong. */
  readonly infos: readonly string[]
}

type CacheGraph = Pick<BuildGraph, 'imports'> & {
  readonly cacheExport: Pick<CacheExport, 'state' | 'error'> | undefined
}

/** What a build has to say about its caches. Nothing of it fails a step: a missing cache only costs time. */
export const cacheReport = (graph: CacheGraph, plan: SolveCaches): CacheReport => {
  const imports = inOrderOf(plan, graph.imports).map(({ ref, error }) => ({
    ref,
    error,
    result: resultOf(error),
  }))
  const exportError = graph.cacheExport?.error
  const reason = notWritten(graph, plan)
  return {
    used: imports.map(({ ref, result }) => ({ ref, result })),
    written: reason === '',
    reason,
    warnings: [
      ...imports.flatMap(({ ref, error, result }) =>
        result === 'denied' || result === 'failed' ? [readWarning(ref, error)] : [],
      ),
      ...(exportError === undefined ? [] : [writeWarning(exportError)]),
    ],
    infos: imports
      .filter(({ result }) => result === 'not-found')
      .map(({ ref }) => `No cache at ${visible(ref)} yet.`),
  }
}

/** What the plan does not name comes last. */
const inOrderOf = (
  { from }: SolveCaches,
  imports: CacheGraph['imports'],
): CacheGraph['imports'] => {
  const places = new Map(from.map((entry, place) => [entryName(entry), place]))
  const placeOf = (ref: string) => places.get(ref) ?? from.length
  return imports.toSorted((a, b) => placeOf(a.ref) - placeOf(b.ref))
}

/** The output `cache-from-used`. */
export const cacheUseJson = (used: readonly CacheUse[]): string => JSON.stringify(used)

/** How BuildKit ends the error of a cache that nobody has written; a 404 elsewhere in it may be part of a name. */
const NO_CACHE_YET = /: not found$/
/** containerd's words for 401 and 403, and those of registries. */
const DENIED =
  /\b(401 Unauthorized|403 Forbidden)\b|: (denied|unauthorized)\b|insufficient_scope|(authorization|pull access) (failed|denied)|no basic auth credentials/i

const resultOf = (error: string | undefined): CacheResult => {
  if (error === undefined) return 'found'
  if (NO_CACHE_YET.test(error)) return 'not-found'
  return DENIED.test(error) ? 'denied' : 'failed'
}

const readWarning = (ref: string, error = ''): string =>
  `The cache ${visible(ref)} could not be read: ${quoted(error)}. The build went on without it.`

const writeWarning = (error: string): string =>
  `The cache could not be written: ${quoted(error)}. The image is not affected. Writing needs the same rights as pushing: on ghcr.io 'permissions: { packages: write }'.`

const notWritten = ({ cacheExport }: CacheGraph, { to }: Pick<SolveCaches, 'to'>): string => {
  // An inline cache is part of the image.
  if (to.every((entry) => entryType(entry) === 'inline')) return 'the run writes none'
  if (cacheExport === undefined) return 'no export was needed'
  if (cacheExport.error !== undefined) return quoted(cacheExport.error)
  return cacheExport.state === 'done' ? '' : 'the export was ended early'
}

const quoted = (error: string): string =>
  shortened(visible(error.trim().replaceAll(/\s+/g, ' ')), QUOTE_LIMIT)
