import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { notInstalled, otherVersion } from './install-errors.ts'
import type { InstalledTrivy, InstallPorts, InstallRequest } from './installation.ts'
import { trivyOnPath } from './trivy-on-path.ts'
import {
  archiveFromCache,
  downloadedArchive,
  type VerifiedArchive,
  wantedArchive,
} from './verified-archive.ts'
import { denied } from './version.ts'

/**
 * A trivy that may be trusted: the one on PATH, or one out of a release
 * archive whose digest or signature was verified in this very run, wherever
 * the archive came from. Throws {@link UserError} with what to do.
 */
export const installTrivy = async (
  request: InstallRequest,
  ports: InstallPorts,
): Promise<InstalledTrivy> => {
  const onPath = await trivyOnPath(request, ports)
  if (onPath !== undefined) {
    ports.log.info(`Uses trivy ${onPath.version} of PATH (${visible(onPath.path)}), unverified.`)
    return onPath
  }
  const key = wantedArchive(request)
  const cached = await archiveFromCache(key, request.mode, ports)
  if (cached === undefined && request.mode === 'never') throw notInstalled(key.asset)
  const archive = cached ?? (await downloadedArchive(key, request.downloadUrl, ports))
  const installed = await unpacked(archive, ports)
  const proof = key.digest === undefined ? 'signature' : 'digest'
  ports.log.info(
    `Uses trivy ${installed.version} (${installed.source}), ${proof} verified: ${archive.digest}`,
  )
  return installed
}

const unpacked = async (
  { bytes, asset, digest, source }: VerifiedArchive,
  ports: InstallPorts,
): Promise<InstalledTrivy> => {
  const path = await ports.unpack(bytes, asset)
  const version = await ports.versionOf(path)
  const attack = denied(version)
  if (attack !== undefined) throw new UserError(`${asset.name} (${digest}) is refused: ${attack}`)
  if (version !== asset.version) throw otherVersion(asset, version, digest)
  return { path, version, source, digest }
}
