import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import { choosePlatforms, type WantedPlatforms } from '@ci-kit/oci/wanted-platforms'
import { dockerArchivePlatform } from './docker-archive.ts'
import { type ImageEntry, oncePerDigest } from './image-entries.ts'
import { type LayoutImages, layoutImages } from './layout-images.ts'
import { damagedBlob, type LayoutSource, layoutFolder, layoutInArchive } from './layout-source.ts'
import { layoutView } from './layout-view.ts'
import { type TarContent, tarContent } from './tar-file.ts'
import type { ArchiveTarget } from './target.ts'
import { unpackedBlobs } from './unpack-blobs.ts'
import { blobsOf, wholeBlobs } from './whole-blobs.ts'

export type ArchivePlaces = {
  readonly workspace: Workspace
  /** Where relative paths start. */
  readonly root: string
  /** A folder of this step's own, for what has to be unpacked. */
  readonly folder: string
  readonly signal: AbortSignal
}

/**
 * The image in a file or folder: an archive of `docker save`, or an OCI layout
 * as a folder or archive, both also gzipped. Of a layout every platform gets a
 * view of its own, because trivy reads no layout in an archive and only the
 * first platform of one in a folder. Throws {@link UserError} naming path and
 * fix for everything else.
 */
export const resolveArchive = async (
  input: string,
  path: string,
  wanted: WantedPlatforms,
  places: ArchivePlaces,
): Promise<ArchiveTarget> => {
  const kind = path === '' ? undefined : places.workspace.kindOf(path)
  const shown = visible(path, 200)
  if (kind === undefined)
    throw new UserError(
      `Input '${input}' is '${shown}', and there is nothing at that path. Paths start at the workspace: check it, and that a step before this one writes the image there.`,
    )
  const file = resolve(places.root, path)
  const name = `'${shown}' of input '${input}'`
  if (kind === 'file') return fromFile(name, path, file, wanted, places)
  const source = layoutFolder(file)
  const images = await layoutImages(name, source)
  return views(path, { source, images, wanted }, places, async (chosen) => {
    await wholeBlobs(name, file, await blobsOf(name, source, chosen), places.signal)
    return join(file, 'blobs')
  })
}

const fromFile = async (
  name: string,
  path: string,
  file: string,
  wanted: WantedPlatforms,
  places: ArchivePlaces,
): Promise<ArchiveTarget> => {
  const { documents, damaged } = await contentOf(name, file, places.signal)
  if (damaged[0] !== undefined) throw damagedBlob(name, damaged[0])
  const source = layoutInArchive(documents)
  const images = documents.has('index.json') ? await layoutImages(name, source) : undefined
  const platform = dockerArchivePlatform(name, documents)
  // New versions of Docker save both forms in one, and only the layout has all platforms.
  if (platform !== undefined && (images === undefined || images.entries.length === 1)) {
    const digest = images?.entries[0]?.digest ?? ''
    const only = { platform, digest, input: path, folder: places.root }
    const platforms = choosePlatforms(path, [only], wanted)
    return { name: path, digest: images?.digest ?? '', platforms }
  }
  if (images === undefined) throw notAnImage(name)
  return views(path, { source, images, wanted }, places, (chosen) =>
    unpackedBlobs({ name, file, source }, chosen, join(places.folder, randomUUID()), places.signal),
  )
}

const contentOf = async (name: string, file: string, signal: AbortSignal): Promise<TarContent> => {
  try {
    return await tarContent(file, signal)
  } catch (thrown) {
    signal.throwIfAborted()
    throw notAnImage(name, thrown)
  }
}

const notAnImage = (name: string, thrown?: unknown): UserError =>
  new UserError(
    `${name} is neither an archive of 'docker save' nor an OCI layout${thrown === undefined ? '' : ` (${visible(messageOf(thrown), 200)})`}. Make it with 'docker save -o image.tar …', or with buildx's 'type=docker,dest=image.tar' or 'type=oci,dest=image.tar'.`,
  )

type Layout = {
  readonly source: LayoutSource
  readonly images: LayoutImages
  readonly wanted: WantedPlatforms
}

const views = async (
  path: string,
  { source, images, wanted }: Layout,
  { folder }: ArchivePlaces,
  blobsOf: (chosen: readonly ImageEntry[]) => Promise<string>,
): Promise<ArchiveTarget> => {
  const chosen = oncePerDigest(choosePlatforms(path, images.entries, wanted))
  const blobs = await blobsOf(chosen)
  const platforms = await Promise.all(
    chosen.map((entry) => layoutView(path, source, entry, blobs, join(folder, randomUUID()))),
  )
  return { name: path, digest: images.digest, platforms }
}
