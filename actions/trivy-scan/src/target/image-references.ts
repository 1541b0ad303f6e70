import { messageOf, UserError } from '@ci-kit/core/errors'
import { formatReference, type ImageReference, parseReference } from '@ci-kit/oci/reference'

/** An image as it was written, and what that means. A tag or a digest is always there. */
export type NamedImage = { readonly name: string; readonly reference: ImageReference }

export type NamedImages = {
  readonly images: readonly NamedImage[]
  /** Names that stand for an image that an earlier line names already. */
  readonly repeated: readonly string[]
}

/** So many images of several platforms would not end within a job. */
const MOST = 100

/**
 * Reads one reference a line. Empty lines and lines that start with # are left
 * out. As for Docker, the registry is docker.io and the tag `latest` where
 * none is written. Throws {@link UserError} with the input's name and the line.
 */
export const parseImageReferences = (input: string, text: string): NamedImages => {
  const images = new Map<string, NamedImage>()
  const repeated: string[] = []
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const name = line.trim()
    if (name === '' || name.startsWith('#')) continue
    const image = parseNamedImage(input, index + 1, name)
    const key = formatReference(image.reference)
    if (images.has(key)) repeated.push(name)
    else images.set(key, image)
  }
  if (images.size > MOST)
    throw new UserError(
      `Input '${input}' names ${images.size} images, ${MOST} are allowed. Split them over several jobs.`,
    )
  return { images: [...images.values()], repeated }
}

/** One reference, from that line of the input; lines count from 1. Throws as {@link parseImageReferences} does. */
export const parseNamedImage = (input: string, line: number, name: string): NamedImage => {
  try {
    return { name, reference: withTag(parseReference(name)) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`Input '${input}', line ${line}: ${messageOf(thrown)}`)
  }
}

const withTag = (reference: ImageReference): ImageReference =>
  reference.tag === undefined && reference.digest === undefined
    ? { ...reference, tag: 'latest' }
    : reference
