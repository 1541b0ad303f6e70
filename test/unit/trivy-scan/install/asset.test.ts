import { UserError } from '@ci-kit/core/errors'
import { bundleName, releaseAsset } from '@ci-kit/trivy-scan/install/asset'
import { describe, expect, test } from '@jest/globals'

describe('the archive of a release', () => {
  test.each([
    ['linux', 'x64', 'trivy_0.74.0_Linux-64bit.tar.gz'],
    ['linux', 'arm64', 'trivy_0.74.0_Linux-ARM64.tar.gz'],
    ['linux', 'arm', 'trivy_0.74.0_Linux-ARM.tar.gz'],
    ['linux', 'ppc64', 'trivy_0.74.0_Linux-PPC64LE.tar.gz'],
    ['linux', 's390x', 'trivy_0.74.0_Linux-s390x.tar.gz'],
    ['darwin', 'x64', 'trivy_0.74.0_macOS-64bit.tar.gz'],
    ['darwin', 'arm64', 'trivy_0.74.0_macOS-ARM64.tar.gz'],
    ['win32', 'x64', 'trivy_0.74.0_windows-64bit.zip'],
  ])('for %s %s is %s', (platform, arch, name) => {
    const asset = releaseAsset('0.74.0', { platform, arch })
    expect(asset.name).toBe(name)
    expect(asset.name).toBe(`trivy_0.74.0_${asset.platform}.${asset.format}`)
    expect(asset.program).toBe(platform === 'win32' ? 'trivy.exe' : 'trivy')
    expect(bundleName(asset)).toBe(`${name}.sigstore.json`)
  })

  test.each([
    ['win32', 'arm64'],
    ['aix', 'ppc64'],
    ['constructor', ''],
  ])('is not there for %s %s', (platform, arch) => {
    const asked = () => releaseAsset('0.74.0', { platform, arch })
    expect(asked).toThrow(UserError)
    expect(asked).toThrow(`no release for ${platform} ${arch}`)
    expect(asked).toThrow('install: path')
  })
})
