import { basename } from 'node:path'
import type { FileRoots } from '@ci-kit/core/adapters/contained-path'
import { realPlace } from '@ci-kit/core/adapters/real-place'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { digestOfFile, unreadableFile } from '@ci-kit/oci/file-digest'
import type { FileSubject } from './subject.ts'

/** The file with its SHA-256. Throws {@link UserError} when it cannot be read, or a link leads elsewhere. */
export const hashedFile = async (
  input: string,
  path: string,
  roots: FileRoots,
  name: string,
): Promise<FileSubject> => {
  const { place, inside } = await realPlace(roots, path).catch((thrown: unknown) => {
    throw unreadableFile(input, path, thrown)
  })
  if (!inside)
    throw new UserError(
      `Input '${input}' names ${shown(path)}, which a link leads to ${shown(place)}, out of the workspace. Copy the file itself, or leave the link out with a line '!${visible(basename(path), 100)}'.`,
    )
  return {
    kind: 'file',
    name: name === '' ? basename(path) : name,
    digest: await digestOfFile(input, path, place),
  }
}

const shown = (path: string): string => `'${visible(path, 200)}'`
