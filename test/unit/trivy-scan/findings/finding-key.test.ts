import type { Finding, Package, Vulnerability } from '@ci-kit/trivy-scan/findings/finding'
import { findingKey, packageKey } from '@ci-kit/trivy-scan/findings/finding-key'
import { describe, expect, test } from '@jest/globals'
import {
  license,
  misconfiguration,
  npmVulnerability,
  secret,
  vulnerability,
} from './sample-findings.ts'

describe('the key of a finding stays', () => {
  const jar = (version: string): Vulnerability =>
    npmVulnerability({
      target: 'Java',
      purl: `pkg:maven/org.apache/log4j-core@${version}`,
      packagePath: `app/lib/log4j-core-${version}.jar`,
      installedVersion: version,
    })

  test.each<[string, Finding, Finding]>([
    [
      'when the package moves to a version that is vulnerable too',
      vulnerability(),
      vulnerability({ purl: 'pkg:apk/alpine/musl@1.2.5-r9?arch=x86_64', installedVersion: 'r9' }),
    ],
    [
      'on another platform',
      vulnerability(),
      vulnerability({
        purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=aarch64&distro=3.20.0',
        platforms: ['linux/arm64'],
        layer: 'sha256:2',
      }),
    ],
    [
      'on the next release of the operating system',
      vulnerability(),
      vulnerability({ target: 'alpine 3.20.1' }),
    ],
    ['when a jar is renamed with its version', jar('2.14.0'), jar('2.14.1')],
    [
      'when the database thinks otherwise of it',
      npmVulnerability(),
      npmVulnerability({ severity: 'LOW', fixedVersion: '2', status: 'fixed', title: 'x' }),
    ],
    ['when lines move', misconfiguration(), misconfiguration({ startLine: 9, endLine: 12 })],
    ['when a secret moves', secret(), secret({ startLine: 9, endLine: 9, platforms: [] })],
    ['of a licence on another platform', license(), license({ platforms: ['linux/arm64'] })],
  ])('%s', (_, one, other) => expect(findingKey(one)).toBe(findingKey(other)))
})

describe('the key of a finding is another for', () => {
  test.each<[string, Finding, Finding]>([
    ['another vulnerability', vulnerability(), vulnerability({ id: 'CVE-2026-9' })],
    ['another package', vulnerability(), vulnerability({ purl: 'pkg:apk/alpine/zlib@1' })],
    [
      'another name, where there is no purl',
      npmVulnerability({ purl: '' }),
      npmVulnerability({ purl: '', packageName: 'x' }),
    ],
    ['another path', npmVulnerability(), npmVulnerability({ packagePath: 'b/package.json' })],
    ['another target', npmVulnerability(), npmVulnerability({ target: 'package-lock.json' })],
    ['another file', misconfiguration(), misconfiguration({ file: 'b/Dockerfile' })],
    ['another message', misconfiguration(), misconfiguration({ message: "'USER root'" })],
    ['a secret in another file', secret(), secret({ file: 'b/.env' })],
    ['a licence of another package', license(), license({ packageName: 'sed' })],
    ['a licence of another file', license(), license({ packageName: '', file: 'bash' })],
    [
      'another kind',
      secret(),
      license({ id: secret().id, packageName: secret().file, target: '' }),
    ],
  ])('%s', (_, one, other) => expect(findingKey(one)).not.toBe(findingKey(other)))

  test('texts that together are the same', () => {
    const one = license({ packageName: 'a","b', file: 'c' })
    const other = license({ packageName: 'a', file: 'b","c' })
    expect(findingKey(one)).not.toBe(findingKey(other))
  })
})

describe('the key of a package', () => {
  const musl: Package = {
    name: 'musl',
    version: '1.2.5-r0',
    purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=3.20.0',
    path: '',
    target: 'alpine 3.20.0',
    licenses: [],
  }
  const lib: Package = {
    name: '@org/lib',
    version: '1.0.0',
    purl: 'pkg:npm/%40org/lib@1.0.0',
    path: 'app/node_modules/@org/lib/package.json',
    target: 'Node.js',
    licenses: ['MIT'],
  }

  test.each<[string, Package, Vulnerability]>([
    ['a package of the operating system', musl, vulnerability()],
    ['a package of a language', lib, npmVulnerability()],
    ['a package without purl', { ...lib, purl: '' }, npmVulnerability({ purl: '' })],
    [
      'a package of another architecture',
      musl,
      vulnerability({ purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=aarch64&distro=3.20.3' }),
    ],
  ])('is that of a vulnerability in it: %s', (_, one, vulnerable) =>
    expect(packageKey(one)).toBe(packageKey(vulnerable)),
  )

  test.each<[string, Package, Package]>([
    ['version', musl, { ...musl, purl: 'pkg:apk/alpine/musl@1.2.5-r1?arch=x86_64' }],
    ['epoch', musl, { ...musl, purl: `${musl.purl}&epoch=1` }],
    ['path', lib, { ...lib, path: 'b' }],
    ['target', lib, { ...lib, target: 'b' }],
    ['version without purl', { ...lib, purl: '' }, { ...lib, purl: '', version: '2' }],
  ])('is another for another %s', (_, one, other) =>
    expect(packageKey(one)).not.toBe(packageKey(other)),
  )
})
