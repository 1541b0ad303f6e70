import { messageOf, UserError } from '@ci-kit/core/errors'
import { isImageManifest, isIndex } from '@ci-kit/oci/image-document'
import type { Manifest } from '@ci-kit/oci/manifest'
import type { Repository } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { type Boundable, withinTime } from './within-time.ts'

/** What is asked for an image by its tag. */
export type ManifestReader = { readonly manifests: Pick<Repository['manifests'], 'get'> }

export type FoundImage = Manifest & {
  /** The candidate under which it was found. */
  readonly reference: string
}

export type Lookup = {
  readonly image: FoundImage | undefined
  /** Why nothing could be found; left out when the registry just has none of the candidates. */
  readonly reason?: string
}

const TIME_LIMIT_MS = 5_000

/**
 * The first of several candidate tags, best first, under which an image is
 * stored. All are read at once, so the last one costs no more time than the
 * first: manifests are small, and looking first would be a second round trip.
 * Trouble with the registry is a miss with its reason, never an error; after
 * the time limit the best answer that has come counts.
 */
export const findImage = async (
  repository: Boundable<ManifestReader>,
  references: readonly string[],
  timeLimitMs = TIME_LIMIT_MS,
): Promise<Lookup> => {
  const { manifests } = withinTime(repository, timeLimitMs)
  const asked = references.map((reference) => lookup(manifests, reference))
  // Once an earlier candidate decides, the later ones may end as they like.
  for (const answer of asked) answer.catch(() => undefined)
  const reasons: string[] = []
  for (const answer of asked) {
    const { image, reason } = await answer
    if (image !== undefined) return { image }
    if (reason !== undefined) reasons.push(reason)
  }
  const [reason] = reasons
  return { image: undefined, ...(reason !== undefined && { reason }) }
}

const lookup = async (
  manifests: ManifestReader['manifests'],
  reference: string,
): Promise<Lookup> => {
  try {
    const image = { reference, ...(await manifests.get(reference)) }
    if (isIndex(image) || isImageManifest(image)) return { image }
    return { image: undefined, reason: `${reference} is not an image but ${image.mediaType}` }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    const missing = thrown instanceof RegistryError && thrown.status === 404
    return { image: undefined, ...(!missing && { reason: messageOf(thrown) }) }
  }
}
