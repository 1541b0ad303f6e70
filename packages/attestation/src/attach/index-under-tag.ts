import type { Clock } from '@ci-kit/core/clock'
import type { Digest } from '@ci-kit/oci/digest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'
import { referrersTag } from '@ci-kit/oci/referrers'
import type { Repository } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { EMPTY_INDEX, type ReferrersIndex, referrersIndex } from './referrers-index.ts'
import { refusedIndex } from './refused-write.ts'

/** What a request brought: the index, nothing more to say, or a failure that may pass. */
export type Look = { readonly index: ReferrersIndex } | { readonly failure: RegistryError }

/** What is needed of a repository. */
export type IndexRepository = Pick<Repository, 'registry' | 'name'> & {
  within(bounds: { readonly attempts: number }): {
    readonly manifests: Pick<Repository['manifests'], 'get' | 'put'>
  }
}

/** The index under one fallback tag. Both calls throw what will not pass by itself. */
export type IndexUnderTag = {
  /** For people. */
  readonly place: string
  read(): Promise<Look>
  /** The failure after which nobody knows whether it was written. */
  write(bytes: Uint8Array): Promise<RegistryError | undefined>
  /** The longest that a request has taken so far, in milliseconds. */
  slowestMs(): number
}

/**
 * `isThere`: whether the index was seen before. Each request is one attempt: a
 * write that waits and is repeated would bring what was read long ago, and
 * remove what others have added and seen settle since.
 */
export const indexUnderTag = (
  repository: IndexRepository,
  subject: Digest,
  isThere: boolean,
  clock: Clock,
): IndexUnderTag => {
  const tag = referrersTag(subject)
  const place = `The tag ${tag} in ${repository.registry}/${repository.name}`
  const { manifests } = repository.within({ attempts: 1 })
  const { timed, slowestMs } = stopwatch(clock)
  let known = isThere
  const read = async (): Promise<Look> => {
    try {
      const index = referrersIndex(await timed(() => manifests.get(tag)), place)
      known = true
      return { index }
    } catch (thrown) {
      if (isMissing(thrown)) return known ? { failure: thrown } : { index: EMPTY_INDEX }
      return { failure: passing(thrown) }
    }
  }
  const write = async (bytes: Uint8Array): Promise<RegistryError | undefined> => {
    try {
      await timed(() => manifests.put(tag, { mediaType: OCI_INDEX, bytes }))
      known = true
      return undefined
    } catch (thrown) {
      return passing(thrown instanceof RegistryError ? refusable(thrown, tag) : thrown)
    }
  }
  return { place, slowestMs, read, write }
}

/** Remembers the longest that a piece of work took, in milliseconds. */
const stopwatch = (clock: Clock) => {
  let slowest = 0
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = clock.elapsed()
    try {
      return await work()
    } finally {
      slowest = Math.max(slowest, clock.elapsed() - start)
    }
  }
  return { timed, slowestMs: () => slowest }
}

/**
 * Harbor says NOT_FOUND. Only a registry's own word counts, and only until the
 * index was there once: under load registries have answered 404 for a tag that
 * is just being written.
 */
const isMissing = (thrown: unknown): thrown is RegistryError =>
  thrown instanceof RegistryError &&
  thrown.status === 404 &&
  ['MANIFEST_UNKNOWN', 'NOT_FOUND'].includes(thrown.code ?? '')

const refusable = (thrown: RegistryError, tag: string): Error =>
  thrown.transient ? thrown : refusedIndex(thrown, tag)

/** A failure that may pass, among them a conflict with another writer; every other one is thrown. */
const passing = (thrown: unknown): RegistryError => {
  if (thrown instanceof RegistryError && (thrown.transient || thrown.status === 409)) return thrown
  throw thrown
}
