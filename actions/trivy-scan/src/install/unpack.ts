import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isSystemError, messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { ReleaseAsset } from './asset.ts'
import type { InstallPorts } from './installation.ts'
import { tarMember } from './tar-member.ts'
import { zipMember } from './zip-member.ts'

/** Writes one file, whose bytes come from `from`. */
export type Sink = (from: Readable) => Promise<void>

/**
 * Takes the program out of an archive, in this process: no tar, no unzip and
 * no PowerShell is started, and nothing but this one member is written.
 */
export const unpacking =
  (folder: () => Promise<string>): InstallPorts['unpack'] =>
  async (archive, asset) => {
    const path = join(await folder(), asset.program)
    const sink: Sink = (from) =>
      // wx: the folder is new, so there is nothing that could be written over.
      pipeline(from, createWriteStream(path, { flags: 'wx', mode: 0o700 }))
    const found = await memberOf(archive, asset, path, sink)
    if (!found) throw new UserError(`${asset.name} holds no file ${asset.program}. ${ADVICE}`)
    return path
  }

const ADVICE =
  "Check the digest in input 'version' and the mirror in 'download-url', if you set them: they have to name an archive of a trivy release."

const memberOf = async (
  archive: Uint8Array<ArrayBuffer>,
  asset: ReleaseAsset,
  path: string,
  sink: Sink,
): Promise<boolean> => {
  const member = asset.format === 'zip' ? zipMember : tarMember
  try {
    return await member(archive, asset.program, sink)
  } catch (thrown) {
    const reason = visible(messageOf(thrown), 200)
    if (isSystemError(thrown))
      throw new UserError(`trivy cannot be written to ${visible(path)}: ${reason}. Free some disk.`)
    throw new UserError(`${asset.name} cannot be unpacked: ${reason}. ${ADVICE}`)
  }
}
