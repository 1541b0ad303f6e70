import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import type { ImageEntry } from './image-entries.ts'
import type { LayoutSource } from './layout-source.ts'
import { blobPath } from './layout-source.ts'
import type { PlatformArchive } from './target.ts'

/**
 * A layout with only one image, over the blobs of another: trivy takes the
 * first image of a layout whatever platform was asked for, and cuts the path at
 * a colon or an @. The view is named as the original, since trivy names its
 * report after it.
 */
export const layoutView = async (
  name: string,
  source: LayoutSource,
  { platform, digest }: ImageEntry,
  blobs: string,
  folder: string,
): Promise<PlatformArchive> => {
  const input = safeName(name)
  const layout = join(folder, input)
  await mkdir(layout, { recursive: true, mode: 0o700 })
  const manifest = await source.document(blobPath(digest))
  const mediaType = stringAt(manifest && parseObject(manifest), 'mediaType') ?? OCI_MANIFEST
  const manifests = [{ mediaType, digest, size: manifest?.length ?? 0 }]
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  await symlink(blobs, join(layout, 'blobs'), 'junction')
  return { platform, digest, input, folder }
}

/** The last part of the path, where it has only what means nothing to trivy, and no leading hyphen. */
const safeName = (path: string): string => {
  const name = basename(path).replaceAll(/[^A-Za-z0-9._-]/g, '_')
  return /^[A-Za-z0-9_]/.test(name) ? name : `image${name}`
}
