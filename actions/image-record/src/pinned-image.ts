import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { formatReference, type ImageReference, parseReference } from '@ci-kit/oci/reference'

export type PinnedImage = {
  /** `registry/name@sha256:…`, without a tag: the digest alone says what it is. */
  readonly reference: string
  readonly digest: Digest
}

/** Reads an image that has to have a digest of SHA-256; throws {@link UserError} that starts with `origin`. */
export const pinnedImage = (text: string, origin: string): PinnedImage => {
  const { registry, repository, digest } = referenceIn(text, origin)
  if (digest?.startsWith('sha256:'))
    return { reference: formatReference({ registry, repository, digest }), digest }
  throw new UserError(
    `${origin} is '${visible(text, 200)}', which has no digest. Write 'registry/name@sha256:…', such as output 'image' of the step that pushed it: a tag may move.`,
  )
}

/** The reason stands behind what it is about: an image may come from an artifact, too. */
const referenceIn = (text: string, origin: string): ImageReference => {
  try {
    return parseReference(text)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`${origin}: ${thrown.message}`)
  }
}
