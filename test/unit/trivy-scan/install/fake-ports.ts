import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import { sha256 } from '@ci-kit/trivy-scan/install/digest'
import type {
  CachedRelease,
  CacheKey,
  InstallPorts,
  ReleaseVerifier,
} from '@ci-kit/trivy-scan/install/installation'

/** Bytes that stand for an archive. Unpacked, it is a program whose path is its text. */
export const archiveOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

export const digestOf = (text: string): Promise<string> => sha256(archiveOf(text))

/** A log that keeps its lines as `info: …`. */
export const recordingLog = (lines: string[]): Log => {
  const keep = (kind: string) => (text: string) => void lines.push(`${kind}: ${text}`)
  return {
    info: keep('info'),
    debug: keep('debug'),
    notice: keep('notice'),
    warning: keep('warning'),
    error: keep('error'),
    group: keep('group'),
    endGroup: () => {},
  }
}

/** What is there in a test. */
export type World = {
  /** On PATH, as path → the file that it is. */
  readonly onPath?: Readonly<Record<string, string>>
  /** The version that a program answers with, by path; others do not start. */
  readonly versions?: Readonly<Record<string, string>>
  /** Files to download, by URL. */
  readonly files?: Readonly<Record<string, string>>
  readonly cached?: CachedRelease
  readonly verifyRelease?: ReleaseVerifier
  readonly storeFails?: boolean
}

export type FakePorts = InstallPorts & {
  readonly lines: string[]
  readonly downloaded: string[]
  readonly stored: CacheKey[]
  readonly removed: CacheKey[]
}

export const fakePorts = (world: World): FakePorts => {
  const lines: string[] = []
  const downloaded: string[] = []
  const stored: CacheKey[] = []
  const removed: CacheKey[] = []
  return {
    ...{ lines, downloaded, stored, removed },
    log: recordingLog(lines),
    search: async () =>
      Object.entries(world.onPath ?? {}).map(([path, realPath]) => ({ path, realPath })),
    versionOf: async (path) => world.versions?.[path] ?? refuse(`${path} does not start.`),
    download: async (url) => {
      downloaded.push(url.href)
      return archiveOf(world.files?.[url.href] ?? refuse(`${url.href}: 404.`))
    },
    cache: {
      read: async () => world.cached,
      store: async (key) => {
        if (world.storeFails) throw new Error('EROFS: read-only file system')
        stored.push(key)
      },
      remove: async (key) => void removed.push(key),
    },
    verifyRelease: world.verifyRelease ?? (async () => refuse('It is signed by nobody.')),
    withFiles: (_files, work) => work('/private'),
    unpack: async (archive) => Buffer.from(archive).toString(),
  }
}

const refuse = (message: string): never => {
  throw new UserError(message)
}
