import { UserError } from '@ci-kit/core/errors'
import { stringAt } from '@ci-kit/core/json'
import { type Descriptor, descriptorsInIndex } from '@ci-kit/oci/descriptor'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { isAttestation } from '@ci-kit/oci/image-document'
import { parseObject } from '@ci-kit/oci/json'
import type { Manifest } from '@ci-kit/oci/manifest'
import { DOCKER_INDEX, OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { type ImageEntry, imageEntries } from './image-entries.ts'
import { blobPath, type LayoutSource, layoutBlob } from './layout-source.ts'

/** What a layout holds: one image, with one or several platforms. */
export type LayoutImages = {
  /** Of the only entry of `index.json`, '' when there are several. */
  readonly digest: string
  readonly entries: readonly ImageEntry[]
}

/**
 * The images of a layout, by its `index.json`. A platform whose manifest was
 * left out of the layout is not in it. Throws {@link UserError} when the
 * layout cannot be read, holds no image, or several for one platform, because
 * nobody said which of those is meant.
 */
export const layoutImages = async (name: string, source: LayoutSource): Promise<LayoutImages> => {
  const index = await indexOf(name, source)
  const found = await imageEntries(name, index, {
    manifest: async (digest) => manifestOf(await layoutBlob(name, source, digest), digest),
    blob: (digest) => layoutBlob(name, source, digest),
  })
  const there = await Promise.all(found.map(({ digest }) => source.has(blobPath(digest))))
  const entries = found.filter((_, position) => there[position])
  if (entries.length === 0)
    throw new UserError(`${name} names images, but holds none of them. Write it again.`)
  if (new Set(entries.map(({ platform }) => platform)).size < entries.length)
    throw new UserError(
      `${name} holds several images for the same platform. Put one image into each archive or layout.`,
    )
  return { digest: onlyDigest(index), entries }
}

const indexOf = async (name: string, source: LayoutSource): Promise<Manifest> => {
  const bytes = await source.document('index.json')
  if (bytes === undefined)
    throw new UserError(
      `${name} is no OCI layout: it has no index.json. Name the folder that 'type=oci' of buildx or 'skopeo copy … oci:…' wrote.`,
    )
  if (descriptorsInIndex(bytes) === undefined)
    throw new UserError(`${name} has an index.json that cannot be read. Write the layout again.`)
  return { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes }
}

/** An image with several tags has an entry for each. */
const onlyDigest = ({ bytes }: Manifest): string => {
  const listed = (descriptorsInIndex(bytes) ?? []).filter(isNoAttestation)
  const [only, ...others] = new Set(listed.map(({ digest }) => digest))
  return only !== undefined && others.length === 0 ? only : ''
}

const isNoAttestation = (entry: Descriptor): boolean => !isAttestation(entry)

/** Old manifests of Docker may not name their type; which of both it is, its members tell. */
const manifestOf = (bytes: Uint8Array, digest: Digest): Manifest => {
  const document = parseObject(bytes)
  const named = stringAt(document, 'mediaType')
  const isList = named === OCI_INDEX || named === DOCKER_INDEX || Array.isArray(document?.manifests)
  return { mediaType: isList ? OCI_INDEX : OCI_MANIFEST, digest, bytes }
}
