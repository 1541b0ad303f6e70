import { parseAssignedPaths } from '@ci-kit/attest/predicates/assigned-paths'
import { parseScanResults } from '@ci-kit/attest/predicates/scan-results'
import { describe, expect, test } from '@jest/globals'

const A = `sha256:${'a'.repeat(64)}`
const B = `sha256:${'b'.repeat(64)}`
const AUTO = { sbomFormats: 'auto' } as const

const file = (format: string, digest: string | undefined = A) => ({
  format,
  path: `/tmp/${format}.json`,
  platform: 'linux/amd64',
  ...(digest && { digest }),
})
const results = (...files: readonly unknown[]) =>
  JSON.stringify([
    { name: 'app:1', verdict: 'pass', files },
    { name: 'gone', verdict: 'error' },
  ])

describe("trivy-scan's results", () => {
  test.each([
    ['auto', ['json', 'spdx', 'cyclonedx', 'vulns', 'sarif'], ['spdx', 'vulns']],
    ['auto', ['cyclonedx', 'vulns'], ['cyclonedx', 'vulns']],
    [['cyclonedx'], ['spdx', 'cyclonedx'], ['cyclonedx']],
    [
      ['spdx', 'cyclonedx'],
      ['spdx', 'cyclonedx'],
      ['spdx', 'cyclonedx'],
    ],
    [[], ['spdx', 'vulns'], ['vulns']],
  ] as const)('of SBOM formats %p, %p gives %p', (sbomFormats, formats, taken) => {
    const text = results(...formats.map((format) => file(format)))
    expect(parseScanResults(text, { sbomFormats }).map(({ format }) => format)).toEqual(taken)
  })

  test('have one SBOM for each digest, whichever it is', () => {
    const text = results(file('cyclonedx'), file('cyclonedx', B), file('spdx', B))
    expect(parseScanResults(text, AUTO).map(({ format, digest }) => [format, digest])).toEqual([
      ['cyclonedx', A],
      ['spdx', B],
    ])
  })

  test.each([
    ['nonsense', /Input 'scan-results' is 'nonsense'.*steps\.<id>\.outputs\.results/],
    ['{}', /not trivy-scan's output/],
    ['[1]', /not trivy-scan's output/],
    [results(file('json')), /no SBOM and no vulns file.*formats: spdx, vulns/],
    [
      results({ format: 'spdx', path: '/x', digest: '' }),
      /spdx file of 'app:1' \(\/x\).*no digest/,
    ],
    [results({ format: 'vulns', path: '/x', digest: 'sha256:1' }), /names no digest/],
  ])('are refused: %p', (text, message) => {
    expect(() => parseScanResults(text, AUTO)).toThrow(message)
  })

  test('tell which format is missing', () => {
    expect(() => parseScanResults(results(file('vulns')), { sbomFormats: ['cyclonedx'] })).toThrow(
      /no file in the format 'cyclonedx'/,
    )
  })
})

describe('lines of paths', () => {
  test.each([
    ['app.json', { kind: 'own' }, 'app.json'],
    ['dir=x/app.json', { kind: 'own' }, 'dir=x/app.json'],
    ['linux/arm64/v8 = a b.json', { kind: 'platform', platform: 'linux/arm64' }, 'a b.json'],
    ['linux/arm=a=b.json', { kind: 'platform', platform: 'linux/arm/v7' }, 'a=b.json'],
    ['windows(10.0.1)/amd64=w', { kind: 'platform', platform: 'windows(10.0.1)/amd64' }, 'w'],
    ['index=app.json', { kind: 'index' }, 'app.json'],
    [`${A}=app.json`, { kind: 'digest', digest: A }, 'app.json'],
  ])('%p', (line, about, path) => {
    expect(parseAssignedPaths('sbom', `# why\n${line}\n`)).toEqual([{ about, path }])
  })

  test.each([
    ['linux/amd64=', /Input 'sbom', line 1, is 'linux\/amd64=', without a path/],
    ['linux/amd64=a\nlinux/x86_64=b', /two files for linux\/amd64/],
    ['a\nb', /two files for what was named/],
  ])('refuse %p', (text, message) => {
    expect(() => parseAssignedPaths('sbom', text)).toThrow(message)
  })
})
