import { join } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { bundleName, MOST_ARCHIVE_BYTES, type ReleaseAsset, releaseAsset } from './asset.ts'
import { sha256 } from './digest.ts'
import { assetUrl } from './download-url.ts'
import { noBundle, notVerified, wrongDigest } from './install-errors.ts'
import type {
  CachedRelease,
  CacheKey,
  InstallPorts,
  InstallRequest,
  UnverifiedArchive,
} from './installation.ts'
import { digestIn } from './release-digests.ts'

/** A bundle has about 10 kB. */
const BUNDLE_BYTES = 1024 * 1024

type Bytes = Uint8Array<ArrayBuffer>

/** An archive of which is known that it is the one that was asked for. */
export type VerifiedArchive = {
  readonly bytes: Bytes
  readonly asset: ReleaseAsset
  /** `sha256:<64 hex>` */
  readonly digest: string
  readonly source: 'tool-cache' | 'download'
}

/** The archive that a request asks for, and the digest that it must have if one is known. */
export const wantedArchive = ({ version, machine, digests }: InstallRequest): CacheKey => {
  const asset = releaseAsset(version.version, machine)
  return { asset, digest: version.digest ?? digestIn(digests, version.version, asset.platform) }
}

/**
 * The archive from the tool cache, verified again, or `undefined` when there
 * is none. One that is not what was put there is removed, with a warning.
 */
export const archiveFromCache = async (
  key: CacheKey,
  mode: InstallRequest['mode'],
  ports: InstallPorts,
): Promise<VerifiedArchive | undefined> => {
  const cached = await ports.cache.read(key)
  if (cached === undefined) return undefined
  const { archive, path } = cached
  const digest = archive && (await sha256(archive))
  const fault = faultOf(key, cached, digest)
  if (fault !== undefined) {
    ports.log.warning(
      `The tool cache's ${visible(path)} is not what was put there: ${fault}. It is removed and not used. If this runner keeps its disk, find out who writes to its tool cache.`,
    )
    await ports.cache.remove(key)
  }
  if (fault !== undefined || archive === undefined || digest === undefined) return undefined
  const unverified = { path, bytes: archive, sha256: hexOf(digest) }
  const verified =
    key.digest !== undefined || (await isSigned(key, unverified, cached.bundle, mode, ports))
  return verified ? { bytes: archive, asset: key.asset, digest, source: 'tool-cache' } : undefined
}

const faultOf = (
  { digest: expected }: CacheKey,
  { bundle }: CachedRelease,
  digest: string | undefined,
): string | undefined => {
  if (digest === undefined) return 'the archive is missing or too large'
  if (expected === undefined) return bundle ? undefined : 'its sigstore bundle is missing'
  return digest === expected ? undefined : `it has ${digest} instead of ${expected}`
}

/** Why a signature does not count may lie outside the archive, so the entry stays until a download replaces it. */
const isSigned = async (
  { asset }: CacheKey,
  archive: UnverifiedArchive,
  bundle: Uint8Array | undefined,
  mode: InstallRequest['mode'],
  { log, verifyRelease }: InstallPorts,
): Promise<boolean> => {
  if (bundle === undefined) return false
  try {
    await verifyRelease(archive, bundle, asset.version)
    return true
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    const refused = notVerified(archive.path, `sha256:${archive.sha256}`, thrown)
    if (mode === 'never') throw refused
    log.warning(refused.message)
    return false
  }
}

/** Downloads the archive, verifies it and puts it into the tool cache. Throws {@link UserError}. */
export const downloadedArchive = async (
  { asset, digest: expected }: CacheKey,
  base: URL,
  ports: InstallPorts,
): Promise<VerifiedArchive> => {
  const url = assetUrl(base, asset, asset.name)
  ports.log.info(`Downloads ${url.href}`)
  const bytes = await ports.download(url, MOST_ARCHIVE_BYTES)
  const digest = await sha256(bytes)
  if (expected !== undefined && digest !== expected)
    throw wrongDigest(url, expected, digest, bytes.length)
  const bundle = expected === undefined ? await downloadedBundle(asset, base, ports) : undefined
  const files = new Map([[asset.name, bytes]])
  if (bundle !== undefined) files.set(bundleName(asset), bundle)
  await ports.withFiles(files, async (folder) => {
    const archive = { path: join(folder, asset.name), bytes, sha256: hexOf(digest) }
    if (bundle !== undefined)
      await ports.verifyRelease(archive, bundle, asset.version).catch((thrown: unknown) => {
        throw thrown instanceof UserError ? notVerified(url.href, digest, thrown) : thrown
      })
    await keep({ asset, digest: expected }, folder, ports)
  })
  return { bytes, asset, digest, source: 'download' }
}

const downloadedBundle = async (
  asset: ReleaseAsset,
  base: URL,
  ports: InstallPorts,
): Promise<Bytes> => {
  try {
    return await ports.download(assetUrl(base, asset, bundleName(asset)), BUNDLE_BYTES)
  } catch (thrown) {
    throw thrown instanceof UserError ? noBundle(asset, thrown) : thrown
  }
}

/** A tool cache that cannot be written costs a download in the next run, and nothing else. */
const keep = async (key: CacheKey, folder: string, { cache, log }: InstallPorts): Promise<void> => {
  try {
    await cache.store(key, folder)
  } catch (thrown) {
    log.warning(
      `trivy is not kept in the tool cache, so the next run downloads it again: ${visible(messageOf(thrown), 200)}`,
    )
  }
}

const hexOf = (digest: string): string => digest.slice('sha256:'.length)
