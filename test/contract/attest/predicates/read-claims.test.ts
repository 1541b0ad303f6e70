import { symlinkSync } from 'node:fs'
import { truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LARGEST_FILE } from '@ci-kit/attest/predicates/predicate-json'
import { claimsOfPaths, claimsOfScan, customClaim } from '@ci-kit/attest/predicates/read-claims'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const SPDX = { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'app' }
const CYCLONEDX = { bomFormat: 'CycloneDX', specVersion: '1.6' }
const VULNS = {
  scanner: { uri: 'pkg:github/aquasecurity/trivy@v0.74.0', result: [] },
  metadata: { scanStartedOn: '2026-11-01T00:00:00Z', scanFinishedOn: '2026-11-01T00:00:01Z' },
}
const OPENVEX = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [] }

const roots = () => ({
  workspace: folderWith({
    'spdx.json': JSON.stringify(SPDX, null, 2),
    'cdx.json': JSON.stringify(CYCLONEDX),
    'vulns.json': JSON.stringify(VULNS),
    'vex.json': JSON.stringify(OPENVEX),
    'review.json': '{"ok":true}',
    'list.json': '[]',
  }),
  temp: folderWith({ 'vulns.json': JSON.stringify(VULNS) }),
})

test('files of an input are read with what they are about', async () => {
  const sbom = { input: 'sbom', text: 'linux/amd64=spdx.json\nindex=cdx.json' }
  expect(await claimsOfPaths('sbom', sbom, roots())).toEqual([
    {
      kind: 'sbom',
      predicateType: 'https://spdx.dev/Document/v2.3',
      predicate: SPDX,
      namedDigests: [],
      about: { kind: 'platform', platform: 'linux/amd64' },
      source: "Input 'sbom': the file 'spdx.json'",
    },
    expect.objectContaining({
      predicateType: 'https://cyclonedx.org/bom',
      about: { kind: 'index' },
    }),
  ])
})

test('OpenVEX is about the whole image', async () => {
  const vex = { input: 'openvex', text: 'vex.json' }
  expect(await claimsOfPaths('openvex', vex, roots())).toMatchObject([
    { kind: 'openvex', about: { kind: 'whole' } },
  ])
})

describe("trivy-scan's results", () => {
  const resultsIn = (folders: ReturnType<typeof roots>) =>
    JSON.stringify([
      {
        name: 'app:1',
        files: [
          { format: 'json', path: '/not/read' },
          { format: 'cyclonedx', path: '/not/read', digest: DIGEST },
          { format: 'spdx', path: join(folders.workspace, 'spdx.json'), digest: DIGEST },
          { format: 'vulns', path: join(folders.temp, 'vulns.json'), digest: DIGEST },
        ],
      },
    ])

  test('are read for the digests that they name, from the temporary folder, too', async () => {
    const folders = roots()
    const claims = await claimsOfScan(resultsIn(folders), { sbomFormats: 'auto' }, folders)
    expect(claims.map(({ kind, about }) => [kind, about])).toEqual([
      ['sbom', { kind: 'digest', digest: DIGEST }],
      ['vulns', { kind: 'digest', digest: DIGEST }],
    ])
  })

  test('may be in a file', async () => {
    const folders = roots()
    const temp = folderWith({ 'results.json': resultsIn(folders) })
    symlinkSync(join(temp, 'results.json'), join(folders.workspace, 'link.json'))
    await expect(claimsOfScan('link.json', { sbomFormats: 'auto' }, folders)).rejects.toThrow(
      /Input 'scan-results' names 'link\.json', which is out of the workspace/,
    )
    const path = join(temp, 'results.json')
    const widened = { workspace: folders.workspace, temp }
    await expect(claimsOfScan(path, { sbomFormats: [] }, widened)).rejects.toThrow(
      /names '.*vulns\.json', which is out of the workspace/,
    )
    expect(
      await claimsOfScan(path, { sbomFormats: 'auto' }, { ...folders, temp: tmpdir() }),
    ).toHaveLength(2)
  })

  test.each([
    ['', /Input 'scan-results' is ''/],
    ['gone.json', /names 'gone\.json', which is not there/],
    ['review.json', /not trivy-scan's output/],
  ])('%j is refused', async (text, message) => {
    await expect(claimsOfScan(text, { sbomFormats: 'auto' }, roots())).rejects.toThrow(message)
  })
})

describe('a custom predicate', () => {
  const predicateType = 'https://example.com/review/v1'
  test.each([
    ['text', { text: '{"ok":true}' }, "Input 'predicate'"],
    ['a file', { path: 'review.json' }, "Input 'predicate-path': the file 'review.json'"],
  ])('comes from %s', async (_, content, source) => {
    expect(await customClaim({ predicateType, content }, roots())).toEqual({
      kind: predicateType,
      predicateType,
      predicate: { ok: true },
      namedDigests: [],
      about: { kind: 'whole' },
      source,
    })
  })

  test.each([
    ['a list', { path: 'list.json' }, /'predicate-path': the file 'list\.json' is a JSON list/],
    ['text that is no JSON', { text: 'ok' }, /Input 'predicate' is no JSON object/],
    ['a folder', { path: '.' }, /names '\.', which is no file/],
    ['nothing', { path: 'gone.json' }, /not there/],
    ['a path out', { path: '../x.json' }, /not there|out of the workspace/],
    ['a file of the machine', { path: '/etc/hostname' }, /out of the workspace/],
    ['a path with a null byte', { path: 'a\0b' }, /cannot be read/],
  ])('does not come from %s', async (_, content, message) => {
    await expect(customClaim({ predicateType, content }, roots())).rejects.toThrow(message)
  })

  test('in a file of any size is refused before it is read', async () => {
    const folders = roots()
    await truncate(join(folders.workspace, 'review.json'), LARGEST_FILE + 1)
    const content = { path: 'review.json' }
    await expect(customClaim({ predicateType, content }, folders)).rejects.toThrow(
      /which has 67108865 bytes. At most 67108864 \(67\.1 MB\) are read/,
    )
  })

  test('behind a link is read inside only', async () => {
    const folders = roots()
    symlinkSync('review.json', join(folders.workspace, 'in.json'))
    symlinkSync('/etc/hostname', join(folders.workspace, 'out.json'))
    const read = (path: string) => customClaim({ predicateType, content: { path } }, folders)
    expect(await read('in.json')).toMatchObject({ predicate: { ok: true } })
    await expect(read('out.json')).rejects.toThrow(/out of the workspace.*'\/etc\/hostname'/)
  })
})
