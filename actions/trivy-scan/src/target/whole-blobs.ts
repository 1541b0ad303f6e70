import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import { type Digest, digestOfStream, digestParts } from '@ci-kit/oci/digest'
import { imageManifestOf } from '@ci-kit/oci/image-document'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import type { ImageEntry } from './image-entries.ts'
import {
  blobPath,
  damagedBlob,
  type LayoutSource,
  layoutBlob,
  missingBlob,
} from './layout-source.ts'

const AT_ONCE = 2
const PIECE_BYTES = 1024 * 1024

/** What the manifests of these images name: configs and layers, each once. */
export const blobsOf = async (
  name: string,
  source: LayoutSource,
  images: readonly ImageEntry[],
): Promise<ReadonlySet<Digest>> => {
  const blobs = new Set<Digest>()
  for (const { digest } of images) {
    const bytes = await layoutBlob(name, source, digest)
    const { config, layers } = imageManifestOf({ mediaType: OCI_MANIFEST, digest, bytes })
    for (const blob of [config, ...layers]) blobs.add(blob.digest)
  }
  return blobs
}

/**
 * Throws {@link UserError} when a blob is missing in the layout of a folder,
 * or is not what its digest names. Trivy does not look: a layer without bytes
 * is one without packages to it.
 */
export const wholeBlobs = async (
  name: string,
  folder: string,
  blobs: ReadonlySet<Digest>,
  signal: AbortSignal,
): Promise<void> => {
  await inParallel([...blobs], AT_ONCE, async (blob) => {
    const found = await digestIn(name, join(folder, blobPath(blob)), blob, signal)
    if (found !== blob) throw damagedBlob(name, blob)
  })
}

const digestIn = async (
  name: string,
  file: string,
  blob: Digest,
  signal: AbortSignal,
): Promise<Digest> => {
  const bytes = createReadStream(file, { signal, highWaterMark: PIECE_BYTES })
  try {
    return (await digestOfStream(bytes, digestParts(blob).algorithm)).digest
  } catch (thrown) {
    signal.throwIfAborted()
    if (systemCode(thrown) === 'ENOENT') throw missingBlob(name, blob)
    throw new UserError(
      `${name} cannot be read: ${visible(messageOf(thrown), 200)}. Check its permissions, or write it again.`,
    )
  }
}
