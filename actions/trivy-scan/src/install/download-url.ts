import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { isLoopback } from '@ci-kit/oci/http'
import type { ReleaseAsset } from './asset.ts'

const DEFAULT_DOWNLOAD_URL = 'https://github.com/aquasecurity/trivy/releases/download'

/**
 * Reads input `download-url`, the folder that holds `v<version>/<archive>`;
 * empty for the releases on GitHub. Throws {@link UserError}.
 */
export const parseDownloadUrl = (text: string): URL => {
  const value = text.trim()
  const url = URL.parse(value === '' ? DEFAULT_DOWNLOAD_URL : value)
  const fault = url === null ? 'That is not a URL.' : faultOf(url)
  if (url === null || fault !== undefined) {
    // A password or a token in it must not be repeated.
    const shown = visible(value.replace(/^[\s\S]*@/, '…@').replace(/[?#][\s\S]*$/, '?…'), 200)
    throw new UserError(
      `Input 'download-url' is '${shown}'. ${fault} Use an https address such as ${DEFAULT_DOWNLOAD_URL}.`,
    )
  }
  return url
}

const faultOf = (url: URL): string | undefined => {
  if (url.username !== '' || url.password !== '') return 'It must not hold a user name or password.'
  if (url.search !== '' || url.hash !== '') return 'It must not have a ? or # part.'
  const plainLoopback = url.protocol === 'http:' && isLoopback(url.hostname)
  return url.protocol === 'https:' || plainLoopback ? undefined : 'It has to be https.'
}

/** `<base>/v<version>/<file>`, as GitHub lays releases out. */
export const assetUrl = (base: URL, { version }: ReleaseAsset, file: string): URL =>
  new URL(`${base.href.replace(/\/+$/, '')}/v${version}/${file}`)
