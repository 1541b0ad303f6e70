import { messageOf, UserError } from '@ci-kit/core/errors'
import { numberedLines } from '@ci-kit/core/numbered-lines'
import { formatReference, type ImageReference, parseReference } from './reference.ts'

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
export const parseNamedImages = (input: string, text: string): NamedImages => {
  const images = new Map<string, NamedImage>()
  const repeated: string[] = []
  for (const { line: name, number } of numberedLines(text)) {
    const image = parseNamedImage(`Input '${input}', line ${number}`, name)
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

/** One reference. Throws {@link UserError} that starts with `where`: `Input 'images', line 2`. */
export const parseNamedImage = (where: string, name: string): NamedImage => {
  try {
    return { name, reference: withTag(parseReference(name)) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`${where}: ${messageOf(thrown)}`)
  }
}

const withTag = (reference: ImageReference): ImageReference =>
  reference.tag === undefined && reference.digest === undefined
    ? { ...reference, tag: 'latest' }
    : reference
