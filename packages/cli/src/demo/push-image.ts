import { createReadStream } from 'node:fs'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { registryClient } from '@ci-kit/oci/registry'
import type { StoredBlob, StoredImage } from './base-images.ts'

/** Puts an image into a registry under the tag `1` and answers its reference, `host/name:1`. */
export const pushImage = async (
  host: string,
  name: string,
  { config, layer, manifest }: StoredImage,
  signal: AbortSignal,
): Promise<string> => {
  const { blobs, manifests } = registryClient({ host, signal }).repository(name)
  const put = (blob: StoredBlob) => blobs.put({ ...blob, open: () => createReadStream(blob.file) })
  await Promise.all([config, layer].map(put))
  await manifests.put('1', { mediaType: OCI_MANIFEST, bytes: manifest })
  return `${host}/${name}:1`
}
