import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { ImageEntry } from './image-entries.ts'
import { blobPath, type LayoutSource } from './layout-source.ts'
import { unpackMembers } from './tar-file.ts'
import { blobsOf } from './whole-blobs.ts'

/** A layout in an archive; `name` is for messages. */
export type ArchivedLayout = {
  readonly name: string
  readonly file: string
  readonly source: LayoutSource
}

/**
 * Unpacks the blobs of the chosen images, and nothing else, into `folder`;
 * answers the folder `blobs`. Throws {@link UserError} when one is missing, or
 * the disk is full.
 */
export const unpackedBlobs = async (
  { name, file, source }: ArchivedLayout,
  chosen: readonly ImageEntry[],
  folder: string,
  signal: AbortSignal,
): Promise<string> => {
  const destinations = new Map<string, string>()
  const named = await blobsOf(name, source, chosen)
  for (const blob of [...chosen.map(({ digest }) => digest), ...named])
    destinations.set(blobPath(blob), join(folder, blobPath(blob)))
  for (const destination of destinations.values())
    await mkdir(dirname(destination), { recursive: true, mode: 0o700 })
  const written = await unpacked(name, file, destinations, signal)
  const missing = [...destinations.keys()].find((path) => !written.has(path))
  if (missing === undefined) return join(folder, 'blobs')
  throw new UserError(`${name} lacks ${missing}. Write the archive again.`)
}

const unpacked = async (
  name: string,
  file: string,
  destinations: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> => {
  try {
    return await unpackMembers(file, destinations, signal)
  } catch (thrown) {
    signal.throwIfAborted()
    const full =
      systemCode(thrown) === 'ENOSPC' ? 'Free some space on the runner' : 'Write it again'
    throw new UserError(`${name} cannot be unpacked: ${visible(messageOf(thrown), 200)}. ${full}.`)
  }
}
