import { messageOf, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import { parseNamedImage } from '@ci-kit/oci/named-images'
import { formatReference, type ImageReference } from '@ci-kit/oci/reference'
import { containerLabel, containersOf, withContainers } from './containers.ts'
import { pinnedDigest, pinnedImage } from './pinned-image.ts'

/** Asks a registry. Rejects with a UserError where it cannot be asked or has no such image. */
export type ImageDigests = {
  /** `reference` has a tag. */
  digestOf(reference: ImageReference): Promise<{ readonly digest: string }>
}

/**
 * Each reference is asked for once, also by several task definitions: a tag
 * that moves meanwhile must not give two services of a step two images.
 */
export const askedOnce = ({ digestOf }: ImageDigests): ImageDigests => {
  const known = new Map<string, ReturnType<ImageDigests['digestOf']>>()
  return {
    digestOf: (reference) => {
      const key = formatReference(reference)
      const answer = known.get(key) ?? digestOf(reference)
      known.set(key, answer)
      return answer
    },
  }
}

type PinnedImages = {
  readonly document: Json
  /** By container. */
  readonly digests: ReadonlyMap<string, Digest>
}

/** Registries limit requests, and a task has a handful of images. */
const AT_A_TIME = 4

/**
 * Writes every image as `repository@digest`, because ECS resolves a tag anew
 * for each revision of a service, also on the way back. Images with a digest
 * stay as they are. Every other reference is asked for once. Rejects with a
 * {@link UserError} that names container and image: never with a tag left.
 */
export const pinImages = async (
  document: Json,
  registries: ImageDigests,
  origin: string,
): Promise<PinnedImages> => {
  const containers = containersOf(document, origin)
  const found = await resolved(
    containers.map((container, at) => wanted(container, at, origin)),
    registries,
  )
  const digests = new Map<string, Digest>()
  const pinned = containers.map((container, at) => {
    const { image, reference } = wanted(container, at, origin)
    const digest = pinnedDigest(image) ?? found.get(formatReference(reference))
    if (digest === undefined) throw new Error(`no digest was found for ${image}`)
    digests.set(stringAt(container, 'name') ?? '', digest)
    return pinnedDigest(image) === undefined
      ? { ...container, image: pinnedImage(image, digest) }
      : container
  })
  return { document: withContainers(document, pinned), digests }
}

type Wanted = {
  readonly image: string
  readonly reference: ImageReference
  /** `container 'web' of Task definition 'web.json'`. */
  readonly label: string
}

const wanted = (container: Json, at: number, origin: string): Wanted => {
  const label = `${origin}, ${containerLabel(container, at)}`
  const image = stringAt(container, 'image') ?? ''
  return { image, reference: parseNamedImage(label, image).reference, label }
}

const resolved = async (
  images: readonly Wanted[],
  registries: ImageDigests,
): Promise<ReadonlyMap<string, Digest>> => {
  const unpinned = images.filter(({ image }) => pinnedDigest(image) === undefined)
  const distinct = new Map(unpinned.map((one) => [formatReference(one.reference), one]))
  const found = await inParallel([...distinct], AT_A_TIME, async ([key, one]) => {
    const digest = await asked(one, registries)
    return [key, digest] as const
  })
  return new Map(found)
}

const asked = async ({ image, reference, label }: Wanted, registries: ImageDigests) => {
  try {
    const { digest } = await registries.digestOf(reference)
    if (isDigest(digest)) return digest
    throw new UserError(`the registry answers the digest "${visible(digest, 160)}", which is none.`)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(
      `${label}: the digest of image '${visible(image, 300)}' is not known, and images are deployed by digest only. ${messageOf(thrown)} Or write the image as repository@sha256:… in the task definition.`,
    )
  }
}
