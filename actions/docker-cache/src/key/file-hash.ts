import { createHash, hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { Doubt } from './doubt.ts'

/** The permission bits of a file, and the SHA-256 of its bytes in hex. */
export type FileHash = {
  readonly mode: number
  readonly hash: string
  /** The same for all names of one file on the disk; undefined for a file with one name. */
  readonly inode: string | undefined
  /** When content, mode or name were last changed, in ms since 1970; programs cannot set it. */
  readonly changedMs: number
}

/** Hashes of files by their paths, for as long as a file is the same; kept by who looks more than once. */
export type FileHashes = Map<string, { readonly stamp: string; readonly found: FileHash }>

/**
 * A change within the resolution of the clock of a file system leaves no mark,
 * so a file is taken for the same only when it was at rest for longer.
 */
const AT_REST_MS = 1_000

const PIECE_BYTES = 1024 * 1024

/** Not followed, because a link may have taken the file's place, and not blocking, because a pipe may have. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Permissions with set-user-id, set-group-id and sticky bit: what `COPY` keeps of a mode. */
export const permissions = ({ mode }: Pick<Stats, 'mode'>): number => mode & 0o7777

/**
 * Hashes one file after the other with one buffer. The calls are synchronous:
 * for 20,000 small files Node's asynchronous ones take five times as long.
 * Errors of the system are thrown as they are.
 */
export const fileHasher = (hashes: FileHashes = new Map()) => {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES)
  return async (path: string): Promise<FileHash | Doubt> => {
    const file = openSync(path, FLAGS)
    try {
      const stats = fstatSync(file)
      if (!stats.isFile()) return { doubt: 'is no longer a file' }
      const known = hashes.get(path)
      if (known?.stamp === stampOf(stats)) return known.found
      const isAtRest = Date.now() - stats.ctimeMs > AT_REST_MS
      const first = readSync(file, buffer, 0, PIECE_BYTES, null)
      const rest = first < PIECE_BYTES ? undefined : await hashOfRest(file, buffer)
      const size = rest?.size ?? first
      if (size !== stats.size) return { doubt: 'changed while it was read' }
      const found = {
        mode: permissions(stats),
        changedMs: stats.ctimeMs,
        inode: stats.nlink > 1 ? `${stats.dev}:${stats.ino}` : undefined,
        hash: rest?.hash ?? hash('sha256', buffer.subarray(0, first)),
      }
      if (isAtRest) hashes.set(path, { stamp: stampOf(stats), found })
      return found
    } finally {
      closeSync(file)
    }
  }
}

/** What changes with the file: programs can set its other times, but not ctime. */
const stampOf = ({ dev, ino, size, mtimeMs, ctimeMs, nlink }: Stats): string =>
  [dev, ino, size, mtimeMs, ctimeMs, nlink].join(' ')

/** Of a file whose first piece filled the buffer. Requests that are under way get their turn between pieces. */
const hashOfRest = async (file: number, buffer: Uint8Array) => {
  const sum = createHash('sha256').update(buffer)
  for (let size = buffer.length; ; ) {
    const length = readSync(file, buffer, 0, buffer.length, null)
    if (length === 0) return { hash: sum.digest('hex'), size }
    sum.update(buffer.subarray(0, length))
    size += length
    await setImmediate()
  }
}
