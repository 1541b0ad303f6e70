import { parseDownloadUrl } from '@ci-kit/trivy-scan/install/download-url'
import type { InstallRequest } from '@ci-kit/trivy-scan/install/installation'
import { parseVersion } from '@ci-kit/trivy-scan/install/version'

export const MIRROR = 'https://mirror.example'
export const ARCHIVE = `${MIRROR}/v0.74.0/trivy_0.74.0_Linux-64bit.tar.gz`

/** A request for the default on Linux, of which no digest is known. */
export const requestFor = (
  version: string,
  other: Partial<InstallRequest> = {},
): InstallRequest => ({
  version: parseVersion(version),
  mode: 'auto',
  downloadUrl: parseDownloadUrl(MIRROR),
  machine: { platform: 'linux', arch: 'x64' },
  workspace: '/checkout',
  digests: {},
  ...other,
})

/** The table that knows one archive for Linux. */
export const knowing = (version: string, digest: string): InstallRequest['digests'] => ({
  [version]: { 'Linux-64bit': digest.replace('sha256:', '') },
})
