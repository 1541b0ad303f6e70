import { yamlNode } from '@ci-kit/core/yaml-node'
import type { Finding } from '@ci-kit/trivy-scan/findings/finding'
import { readIgnoreFiles } from '@ci-kit/trivy-scan/policy/ignore-file'
import { ignoreIndex, suppressionOf, unmatchedEntries } from '@ci-kit/trivy-scan/policy/ignored'
import { expect, test } from '@jest/globals'
import { license, misconfiguration, secret, vulnerability } from './samples.ts'

const REST = 'owner: me, expired_at: 2026-12-31'
const entriesOf = (section: string, ...members: readonly string[]) =>
  readIgnoreFiles(
    [
      {
        path: 'i.yaml',
        text: `${section}:\n${members.map((one) => `  - {${one}, ${REST}}\n`).join('')}`,
      },
    ],
    yamlNode,
    0,
  ).entries

const library = vulnerability({
  id: 'GHSA-aaaa-bbbb-cccc',
  aliases: ['CVE-2026-0009'],
  target: 'app/package-lock.json',
  packagePath: 'app/node_modules/left/package.json',
  purl: 'pkg:npm/left@1.0.0',
})

test.each<[string, string, Finding, boolean]>([
  ['vulnerabilities', 'id: CVE-2026-0001', vulnerability(), true],
  ['vulnerabilities', 'id: cve-2026-0001', vulnerability(), true],
  ['vulnerabilities', 'id: CVE-2026-00011', vulnerability(), false],
  ['misconfigurations', 'id: CVE-2026-0001', vulnerability(), false],
  ['vulnerabilities', 'id: CVE-2026-0009', library, true],
  ['vulnerabilities', 'id: CVE-2026-0009, paths: ["app/*.json"]', library, true],
  ['vulnerabilities', 'id: CVE-2026-0009, paths: ["**/left/*"]', library, true],
  ['vulnerabilities', 'id: CVE-2026-0009, paths: [other, "**/right/*"]', library, false],
  ['vulnerabilities', 'id: CVE-2026-0009, purls: ["pkg:npm/left"]', library, true],
  ['vulnerabilities', 'id: CVE-2026-0009, purls: ["pkg:npm/left@1.0.0"]', library, true],
  ['vulnerabilities', 'id: CVE-2026-0009, purls: ["pkg:npm/left@1.0.1"]', library, false],
  ['vulnerabilities', 'id: CVE-2026-0001, purls: ["pkg:apk/alpine/musl"]', vulnerability(), true],
  // Trivy takes a package without a URL for one that every entry names; here it is none.
  [
    'vulnerabilities',
    'id: CVE-2026-0001, purls: ["pkg:npm/x"]',
    vulnerability({ purl: '' }),
    false,
  ],
  [
    'vulnerabilities',
    'id: CVE-2026-0009, paths: ["app/**"], purls: ["pkg:npm/right"]',
    library,
    false,
  ],
  ['misconfigurations', 'id: DS-0002', misconfiguration(), true],
  ['misconfigurations', 'id: AVD-DS-0002', misconfiguration(), true],
  ['misconfigurations', 'id: DS-0002, paths: [docs/Dockerfile]', misconfiguration(), false],
  ['secrets', 'id: aws-access-key-id, paths: ["app/**"]', secret(), true],
  ['secrets', 'id: aws-access-key-id, paths: ["test/**"]', secret(), false],
  ['secrets', 'id: AVD-aws-access-key-id', secret(), false],
  ['licenses', 'id: GPL-3.0-only', license(), true],
  ['licenses', 'id: MIT', license(), false],
  ['licenses', 'id: MIT OR GPL-3.0-only', license({ id: 'MIT OR GPL-3.0-only' }), true],
  ['licenses', 'id: MIT', license({ id: 'MIT OR GPL-3.0-only' }), false],
  ['licenses', 'id: MIT', license({ id: 'MIT AND (MIT)' }), true],
  ['licenses', 'id: MIT, paths: ["lib/*"]', license({ id: 'MIT', file: 'lib/a.c' }), true],
])('%s %s: %#', (section, members, finding, expected) => {
  expect(ignoreIndex(entriesOf(section, members)).matching(finding)).toHaveLength(Number(expected))
})

test('a licence of several is ignored when each is, until the first entry ends', () => {
  const entries = readIgnoreFiles(
    [
      {
        path: 'i.yaml',
        text: `licenses:
  - {id: MIT, owner: one, expired_at: 2027-01-01}
  - {id: GPL-3.0-only, owner: two, expired_at: 2026-12-01, statement: we ask}
`,
      },
    ],
    yamlNode,
    0,
  ).entries
  const matching = ignoreIndex(entries).matching(license({ id: 'MIT AND GPL-3.0-only' }))
  expect(suppressionOf(matching)).toEqual({
    by: 'ignore-file',
    reason: 'we ask',
    owner: 'two',
    expires: '2026-12-01',
  })
  expect(matching).toHaveLength(2)
})

test('what matches nothing is known', () => {
  const entries = entriesOf('vulnerabilities', 'id: CVE-2026-0001', 'id: CVE-2026-0002')
  expect(unmatchedEntries(entries, [vulnerability(), library]).map(({ line }) => line)).toEqual([3])
  expect(unmatchedEntries(entries, [])).toEqual(entries)
  expect(suppressionOf([])).toBeUndefined()
})
