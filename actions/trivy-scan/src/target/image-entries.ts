import { UserError } from '@ci-kit/core/errors'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { isIndex } from '@ci-kit/oci/image-document'
import {
  type ImageContent,
  imageConfigOf,
  type PlatformManifest,
  platformManifest,
  platformManifests,
} from '@ci-kit/oci/image-platforms'
import { parseObject } from '@ci-kit/oci/json'
import type { Manifest } from '@ci-kit/oci/manifest'

/** The manifest of one platform; `platform` is '' where the image does not say. */
export type ImageEntry = Pick<PlatformManifest, 'platform' | 'digest'>

/**
 * The images that a manifest stands for: itself, or those of an index. One
 * that is listed for several platforms stands there once for each. `name` is
 * for messages. Throws {@link UserError} when there is no image.
 */
export const imageEntries = async (
  name: string,
  manifest: Manifest,
  content: ImageContent,
): Promise<readonly ImageEntry[]> => {
  const found = isIndex(manifest)
    ? await platformManifests(name, manifest, content)
    : [(await platformManifest(manifest, content)) ?? noImage(name, manifest)]
  if (found.length > 0) return found.map(({ platform, digest }) => ({ platform, digest }))
  throw new UserError(
    `${shown(name)} is an index without any image that can be scanned; it holds only attestations or other artifacts. Check the name, and that the build pushed its images.`,
  )
}

/** Each image once, whatever the number of platforms it is good for: it has the same content for all. */
export const oncePerDigest = <T extends { readonly digest: string }>(
  entries: readonly T[],
): readonly T[] =>
  entries.filter(({ digest }, at) => entries.findIndex((entry) => entry.digest === digest) === at)

const noImage = (name: string, manifest: Manifest): never => {
  const document = parseObject(manifest.bytes)
  const type =
    stringAt(document, 'artifactType') ??
    stringAt(objectAt(document, 'config'), 'mediaType') ??
    manifest.mediaType
  const what =
    imageConfigOf(manifest) === undefined
      ? `but an artifact of type ${visible(type, 100)}`
      : 'but the attestations of one'
  throw new UserError(
    `${shown(name)} is no image ${what}. Name an image that was built and pushed, not a cache, chart, signature or another artifact.`,
  )
}

const shown = (name: string): string => visible(name, 300)
