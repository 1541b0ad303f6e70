import type { Log } from '@ci-kit/core/log'
import type { Machine, ReleaseAsset } from './asset.ts'
import type { ReleaseDigests } from './release-digests.ts'
import type { WantedVersion } from './version.ts'

/**
 * Where trivy may come from. `auto`: PATH, the tool cache, a download. `path`:
 * only PATH. `never`: PATH or the tool cache, without a download.
 */
export const INSTALL_MODES = ['auto', 'path', 'never'] as const

export type InstallMode = (typeof INSTALL_MODES)[number]

export type InstallRequest = {
  readonly version: WantedVersion
  readonly mode: InstallMode
  /** The folder of releases, from `parseDownloadUrl`. */
  readonly downloadUrl: URL
  readonly machine: Machine
  /** Absolute path of the checkout, with links resolved: a program in it is never taken from PATH. */
  readonly workspace: string
  /** Which archives are known; {@link RELEASE_DIGESTS} but in tests. */
  readonly digests: ReleaseDigests
}

export type InstalledTrivy = {
  /** Absolute path of the program. */
  readonly path: string
  /** `0.74.0` */
  readonly version: string
  readonly source: 'path' | 'tool-cache' | 'download'
  /** `sha256:<64 hex>` of the archive that was verified; `undefined` for a program of PATH. */
  readonly digest: string | undefined
}

/** An archive to verify. What was read from `path` once is in `bytes`; the file may have changed since. */
export type UnverifiedArchive = {
  readonly path: string
  readonly bytes: Uint8Array
  /** Of `bytes`, 64 hexadecimal digits. */
  readonly sha256: string
}

/**
 * Accepts an archive whose sigstore bundle was made by trivy's release
 * workflow for the tag `v<version>`; rejects with a UserError otherwise.
 */
export type ReleaseVerifier = (
  archive: UnverifiedArchive,
  bundle: Uint8Array,
  version: string,
) => Promise<void>

/** Names an entry of the tool cache. */
export type CacheKey = {
  readonly asset: ReleaseAsset
  /** The expected digest of the archive; entries that a signature vouches for have none. */
  readonly digest: string | undefined
}

/** What an entry holds now. Nothing in it is trusted. */
export type CachedRelease = {
  /** Absolute path of the archive. */
  readonly path: string
  /** `undefined` when the entry is there but its file is missing, empty or too large. */
  readonly archive: Uint8Array<ArrayBuffer> | undefined
  readonly bundle: Uint8Array | undefined
}

/** Archives kept between jobs. */
export type ArchiveCache = {
  read(key: CacheKey): Promise<CachedRelease | undefined>
  /** Keeps all files of a folder. */
  store(key: CacheKey, folder: string): Promise<void>
  remove(key: CacheKey): Promise<void>
}

/** Where PATH has the program, best first; absolute paths only. */
export type PathSearch = (program: string) => Promise<readonly FoundProgram[]>

/** A program of PATH, and the file that it is when links are followed. */
export type FoundProgram = { readonly path: string; readonly realPath: string }

export type InstallPorts = {
  readonly log: Log
  readonly search: PathSearch
  /** The version a program says it has; throws a UserError when it does not start or says none. */
  versionOf(program: string): Promise<string>
  /** The whole of a file, of at most that many bytes. Throws a UserError when it is not to be had. */
  download(url: URL, maxBytes: number): Promise<Uint8Array<ArrayBuffer>>
  readonly cache: ArchiveCache
  readonly verifyRelease: ReleaseVerifier
  /** Writes files into a private folder, which is there until `work` has ended. */
  withFiles(
    files: ReadonlyMap<string, Uint8Array>,
    work: (folder: string) => Promise<void>,
  ): Promise<void>
  /** Takes the program out of an archive into a new private folder and answers its absolute path. */
  unpack(archive: Uint8Array<ArrayBuffer>, asset: ReleaseAsset): Promise<string>
}
