import { bytes } from '@ci-kit/core/amounts'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { ExchangeFault } from '@ci-kit/oci/exchange-fault'
import type { ReleaseAsset } from './asset.ts'
import { DEFAULT_VERSION } from './release-digests.ts'

/** The archive that came is not the one that was expected. */
export const wrongDigest = (url: URL, expected: string, found: string, size: number): UserError =>
  new UserError(
    `${url.href} is not the archive that was expected: its digest is ${found} (${bytes(size)}), not ${expected}. It was not started and not kept. Compare the digest in input 'version' and the mirror in 'download-url', if you set them, with the checksums of the release. If both are right, the release was replaced: do not use it, and report it to trivy's maintainers.`,
  )

/** Neither a digest nor a signature can tell whether an archive is the right one. */
export const noBundle = ({ version, name, platform }: ReleaseAsset, cause: UserError): UserError =>
  new UserError(
    `trivy ${version} cannot be verified: no digest is known for ${platform}, and its sigstore bundle cannot be downloaded. Write the digest of ${name} into input 'version', as ${version}@sha256:<64 hex>, or use ${DEFAULT_VERSION}. What happened: ${messageOf(cause)}`,
  )

export const notInstalled = ({ version, name }: ReleaseAsset): UserError =>
  new UserError(
    `trivy ${version} is neither on PATH nor in the tool cache (${name}), and install: never forbids the download. Put it on PATH before this step, or set install: auto.`,
  )

/** The archive was the right one, but the program in it is not. */
export const otherVersion = (asset: ReleaseAsset, found: string, digest: string): UserError =>
  new UserError(
    `The trivy in ${asset.name} (${digest}) says that it is ${found}, not ${asset.version}. Correct the version or the digest in input 'version', or the mirror in 'download-url'.`,
  )

/** The server did not send the file. */
export const downloadFailed = (url: URL, { message, detail }: ExchangeFault): UserError => {
  const failed = `${url.href} cannot be downloaded: ${visible(message, 300)}.`
  if (detail.status === 404 || detail.status === 410)
    return new UserError(
      `${failed} There is no such release, or it has no such file: check input 'version', and whether trivy is released for this machine. A mirror in 'download-url' has to hold v<version>/<file> as GitHub does.`,
    )
  if (detail.advice !== undefined) return new UserError(`${failed} ${detail.advice}`)
  return new UserError(
    `${failed} Run the job again later, let the runner reach ${url.host} (HTTPS_PROXY names a proxy), set 'download-url' to a mirror, or put trivy on PATH and set install: path.`,
  )
}

/** The signature does not vouch for the archive, or could not be looked at. */
export const notVerified = (where: string, digest: string, cause: UserError): UserError =>
  new UserError(
    `${visible(where)} (${digest}) is refused, because its signature is not verified: ${messageOf(cause)} It was not started. Use ${DEFAULT_VERSION}, or write the digest that you trust into input 'version', as <version>@sha256:<64 hex>.`,
  )
