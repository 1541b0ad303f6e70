import { UserError } from '@ci-kit/core/errors'
import { type Digest, isDigest } from '@ci-kit/oci/digest'
import { type ImageReference, parseReference } from '@ci-kit/oci/reference'

/** An image as ECS should get it: the repository as its author wrote it, by digest. */
export const pinnedImage = (image: string, digest: Digest): string => {
  const { tag } = parseReference(image)
  const named = image.replace(/@.*$/s, '')
  return `${tag === undefined ? named : named.slice(0, -(tag.length + 1))}@${digest}`
}

/** The digest that an image is pinned to; undefined where a tag decides, or where it is no reference. */
export const pinnedDigest = (image: string): Digest | undefined => {
  const digest = image.slice(image.indexOf('@') + 1)
  return image.includes('@') && isDigest(digest) ? digest : undefined
}

/** What an image refers to. `undefined` where it is no reference. */
export const referenceIn = (image: string): ImageReference | undefined => {
  try {
    return parseReference(image)
  } catch (thrown) {
    if (thrown instanceof UserError) return undefined
    throw thrown
  }
}
