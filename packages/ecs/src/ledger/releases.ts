import { pinnedDigest } from '../task-definition/pinned-image.ts'
import type { Digests, LedgerEntry, ReleaseContent } from './ledger.ts'

/**
 * Whether two releases run the same: the same task definition, or the same
 * image by digest in every container. An old task definition that was
 * registered anew has another ARN. Nothing known of the images proves nothing.
 */
export const sameContent = (one: ReleaseContent, other: ReleaseContent): boolean =>
  one.taskDefinition === other.taskDefinition || sameImages(one.digests, other.digests)

/** Whether the same containers run the same digests, of whatever repository. */
export const sameImages = (one: Digests, other: Digests): boolean => {
  const names = Object.keys(one)
  return (
    names.length > 0 &&
    names.length === Object.keys(other).length &&
    names.every((name) => {
      const digest = digestOf(one[name])
      return digest !== undefined && Object.hasOwn(other, name) && digest === digestOf(other[name])
    })
  )
}

/** `sha256:…` of `repository@sha256:…`; undefined for an image by tag. */
export const digestOf = (image: string | undefined): string | undefined =>
  image === undefined ? undefined : pinnedDigest(image)

/**
 * What somebody went away from. The marks of all records count, also of a
 * rollback that failed, and nothing takes them back, not even a later
 * deployment of the same content: only a person who names the release can.
 */
export const badReleases = (entries: readonly LedgerEntry[]): readonly ReleaseContent[] =>
  entries.flatMap(({ bad }) => bad)

/** Whether a release is among the marked ones. */
export const isMarked = (release: ReleaseContent, bad: readonly ReleaseContent[]): boolean =>
  bad.some((one) => sameContent(one, release))

/**
 * What to mark of a release that is left for `target`. When both run the same
 * images, the fault is in the configuration, and the images stay good.
 */
export const markOf = (
  { taskDefinition, digests }: ReleaseContent,
  target: ReleaseContent,
): ReleaseContent => ({
  taskDefinition,
  digests: sameImages(digests, target.digests) ? {} : digests,
})

/**
 * Deployments that changed the schema of the database in a way that a release
 * from before them cannot use: those after the newest record of `target`, all
 * when it has none. `entries` go from the newest to the oldest.
 */
export const contractsSince = (
  entries: readonly LedgerEntry[],
  target: ReleaseContent,
): readonly LedgerEntry[] => {
  const at = entries.findIndex((entry) => entry.taskDefinition === target.taskDefinition)
  const after = at === -1 ? entries : entries.slice(0, at)
  return after.filter(({ migrations }) => migrations === 'contract')
}
