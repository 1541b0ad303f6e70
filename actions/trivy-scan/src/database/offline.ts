import { createReadStream } from 'node:fs'
import { constants, copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { firstBytes } from '../files/first-bytes.ts'
import { databaseOf } from './cached.ts'
import type { Database, DatabasePorts, DatabaseRequest } from './database.ts'
import { DatabaseFault } from './fault.ts'
import { installLayout } from './install-layout.ts'
import { type Installed, install, installed } from './installed.ts'
import type { DatabaseKind } from './kind.ts'
import { layoutMarker, readLayout } from './layout.ts'
import { tooOld } from './limit.ts'
import { reporting } from './progress.ts'
import { unpack } from './unpack.ts'

/**
 * The database that the author brings, copied into the cache directory; what
 * was brought is never written to. It may be a folder with the database and
 * its metadata.json, a folder of trivy's (`--cache-dir`), a tar.gz of the two
 * files, or an OCI layout. Throws a {@link UserError} that names the input.
 */
export const databaseFromPath = async (
  request: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database> => {
  const { path, maxAge } = request
  try {
    const made = await brought(request, kind, ports)
    const fault = tooOld(made.updatedAt, maxAge, ports.clock.now())
    if (fault !== undefined)
      throw new DatabaseFault(`${fault}. Bring a newer one, or raise input 'max-db-age'`)
    return databaseOf(made, 'offline')
  } catch (thrown) {
    if (!(thrown instanceof DatabaseFault)) throw thrown
    const input = kind.inputs.path
    throw new UserError(
      `Input '${input}' is '${visible(path, 300)}', which cannot be used: ${thrown.message}.`,
    )
  }
}

const brought = async (
  request: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Installed> => {
  const { path, cacheDir } = request
  if (await isThere(layoutMarker(path))) {
    const artifact = await readLayout(path, kind)
    const present = await installed(cacheDir, kind)
    if (present?.identity === artifact.manifestDigest) return present
    return installLayout(path, artifact, { cacheDir, repository: path }, kind, ports)
  }
  const { file, from } = await source(path, kind)
  const { size, mtimeMs } = await stat(file)
  const identity = `${file}, ${size} bytes at ${mtimeMs}`
  const present = await installed(cacheDir, kind)
  if (present?.identity === identity) return present
  const origin = { identity, manifestDigest: '', repository: path } as const
  return install(cacheDir, kind, origin, async (into) => {
    if (from === 'folder') return copied(file, into, kind)
    const bytes = createReadStream(file, { highWaterMark: 1024 * 1024 })
    const what = `Unpacking the ${kind.title}`
    await unpack(reporting(bytes, what, size, ports), into, kind, ports.cancellation)
  })
}

type Source = {
  /** The archive, or the database inside of the folder. */
  readonly file: string
  readonly from: 'folder' | 'archive'
}

const source = async (path: string, kind: DatabaseKind): Promise<Source> => {
  const found = await at(path)
  if (found === undefined) throw new DatabaseFault('there is nothing. Check the path')
  if (found.isFile()) {
    const { bytes } = await firstBytes(path, 2)
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b)
      throw new DatabaseFault(
        `it is no tar.gz. Give one of ${kind.file} and metadata.json, or a folder`,
      )
    return { file: path, from: 'archive' }
  }
  for (const folder of [path, join(path, kind.folder)]) {
    const file = join(folder, kind.file)
    if (await isThere(file)) return { file, from: 'folder' }
  }
  throw new DatabaseFault(
    `it holds neither ${kind.file}, nor ${kind.folder}/${kind.file}, nor an OCI layout. Give the folder of one of them, or a tar.gz of ${kind.file} and metadata.json`,
  )
}

/** A copy that shares its blocks where the file system can do that. */
const copied = async (file: string, into: string, kind: DatabaseKind): Promise<void> => {
  const metadata = join(file, '..', 'metadata.json')
  if (!(await isThere(metadata)))
    throw new DatabaseFault(`there is no metadata.json beside ${kind.file}, so it cannot be dated`)
  await copyFile(metadata, join(into, 'metadata.json'), constants.COPYFILE_FICLONE)
  await copyFile(file, join(into, kind.file), constants.COPYFILE_FICLONE)
}

const isThere = async (path: string): Promise<boolean> => (await at(path))?.isFile() ?? false

const at = async (path: string) =>
  stat(path).catch((thrown: unknown) => {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')) throw thrown
  })
