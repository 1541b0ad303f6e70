import { UserError } from '@ci-kit/core/errors'

/** More than every archive so far, which have 45 to 55 MB; a longer one is not read. */
export const MOST_ARCHIVE_BYTES = 256 * 1024 * 1024

/** The machine that trivy has to run on, in Node's words: `process.platform` and `process.arch`. */
export type Machine = { readonly platform: string; readonly arch: string }

/** An archive of a trivy release. */
export type ReleaseAsset = {
  readonly version: string
  /** `trivy_0.74.0_Linux-64bit.tar.gz` */
  readonly name: string
  /** The part of the name that tells the machine: `Linux-64bit`. */
  readonly platform: string
  readonly format: 'tar.gz' | 'zip'
  /** The program's name inside the archive. */
  readonly program: 'trivy' | 'trivy.exe'
}

/** From the archive names in goreleaser.yml of aquasecurity/trivy, for what a runner can be. */
const PLATFORMS: Readonly<Record<string, string>> = {
  'linux x64': 'Linux-64bit',
  'linux arm64': 'Linux-ARM64',
  'linux arm': 'Linux-ARM',
  'linux ppc64': 'Linux-PPC64LE',
  'linux s390x': 'Linux-s390x',
  'darwin x64': 'macOS-64bit',
  'darwin arm64': 'macOS-ARM64',
  'win32 x64': 'windows-64bit',
}

/** The archive of `version` for a machine. Throws {@link UserError} when trivy makes none for it. */
export const releaseAsset = (version: string, { platform, arch }: Machine): ReleaseAsset => {
  const name = PLATFORMS[`${platform} ${arch}`]
  if (name === undefined)
    throw new UserError(
      `trivy has no release for ${platform} ${arch}. Build it for this runner, put it on PATH and set install: path, or use another runner.`,
    )
  const windows = platform === 'win32'
  const format = windows ? 'zip' : 'tar.gz'
  return {
    version,
    name: `trivy_${version}_${name}.${format}`,
    platform: name,
    format,
    program: windows ? 'trivy.exe' : 'trivy',
  }
}

/** The file beside an archive that holds its signature; releases have it since 0.68.1. */
export const bundleName = ({ name }: ReleaseAsset): string => `${name}.sigstore.json`
