import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { bundlesOf, statementIn, subjectsOf, typesIn } from './attest-bundles.ts'
import { attestWorkbench, PROVENANCE } from './attest-workbench.ts'

const bench = attestWorkbench()
const { attest, file, pushIndex } = bench

const REVIEW = 'https://example.com/review/v1'
const OPENVEX = 'https://openvex.dev/ns'
const SPDX = 'https://spdx.dev/Document/v2.3'
const VULNS = 'https://in-toto.io/attestation/vulns/v0.2'

const spdx = (name: string) => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  dataLicense: 'CC0-1.0',
  name,
  documentNamespace: `https://example.com/${name}`,
  creationInfo: { created: '2026-01-01T00:00:00Z', creators: ['Tool: test'] },
  packages: [],
})

const cyclonedx = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components: [] }

const vulns = {
  scanner: { uri: 'pkg:github/example/scanner@1', version: '1', db: {}, result: [] },
  metadata: { scanStartedOn: '2026-01-01T00:00:00Z', scanFinishedOn: '2026-01-01T00:00:01Z' },
}

const openvex = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.com/vex/1',
  author: 'octo',
  timestamp: '2026-01-01T00:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { name: 'CVE-2026-1' },
      products: [{ '@id': 'pkg:oci/app' }],
      status: 'fixed',
    },
  ],
}

const attestedWith = async (inputs: Readonly<Record<string, string>>) => {
  const image = await pushIndex()
  const result = await attest({ inputs: { images: image.tagged, ...inputs } })
  return { image, result, digests: [image.digest, ...image.platforms] }
}

describe('a predicate of your own', () => {
  test.each([
    { name: 'as text', inputs: { predicate: '{"approved": true}' } },
    { name: 'from a file', inputs: { 'predicate-path': 'review.json' } },
  ])('$name is about the index and all platforms', async ({ inputs }) => {
    file('review.json', { approved: true })
    const { image, result, digests } = await attestedWith({ 'predicate-type': REVIEW, ...inputs })
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
    const [bundle = '', ...more] = bundlesOf(result)
    expect(more).toEqual([])
    expect(statementIn(bundle)).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: subjectsOf(image.name, ...digests),
      predicateType: REVIEW,
      predicate: { approved: true },
    })
    for (const digest of digests)
      expect(typesIn(await bench.attachedTo(image.name, digest))).toEqual([REVIEW])
  })
})

test('documents of all kinds go together with provenance, each to what it is about', async () => {
  file('vex.json', openvex)
  file('amd64.json', spdx('amd64'))
  file('arm64.json', spdx('arm64'))
  file('scan.json', vulns)
  const { image, result } = await attestedWith({
    provenance: 'true',
    'openvex-path': 'vex.json',
    'sbom-path': 'linux/amd64=amd64.json\nlinux/arm64=arm64.json',
    'vulns-path': 'linux/arm64=scan.json',
    'predicate-type': REVIEW,
    predicate: '{}',
  })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  const typesAt = async (digest = image.digest) =>
    typesIn(await bench.attachedTo(image.name, digest))
  const everywhere = [PROVENANCE, OPENVEX, REVIEW]
  expect(await typesAt()).toEqual([...everywhere].sort())
  expect(await typesAt(image.platforms[0])).toEqual([...everywhere, SPDX].sort())
  expect(await typesAt(image.platforms[1])).toEqual([...everywhere, SPDX, VULNS].sort())
  const sboms = bundlesOf(result)
    .map(statementIn)
    .filter(({ predicateType }) => predicateType === SPDX)
  expect(sboms).toMatchObject([
    {
      predicate: { name: 'amd64' },
      subject: subjectsOf(image.name, ...image.platforms.slice(0, 1)),
    },
    { predicate: { name: 'arm64' }, subject: subjectsOf(image.name, ...image.platforms.slice(1)) },
  ])
  // What covers a part of the platforms is told: the gate wants all of them.
  const warnings = result.commands.filter(({ name }) => name === 'warning')
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('linux/amd64')])
  expect(bench.asked('fulcio')).toHaveLength(1)
})

describe('refused before anything is signed is', () => {
  test.each([
    { name: 'one SBOM for an index', inputs: { 'sbom-path': 'sbom.json' }, reason: 'linux/amd64=' },
    {
      name: 'an SBOM of a platform that is not there',
      inputs: { 'sbom-path': 'linux/s390x=sbom.json' },
      reason: 'linux/s390x',
    },
    {
      name: 'CycloneDX as OpenVEX',
      inputs: { 'openvex-path': 'sbom.json' },
      reason: 'no OpenVEX document',
    },
    {
      name: 'a file that is not there',
      inputs: { 'sbom-path': 'index=no.json' },
      reason: 'no.json',
    },
    {
      name: 'a predicate that is no object',
      inputs: { 'predicate-type': REVIEW, predicate: '[1]' },
      reason: "'predicate'",
    },
    { name: 'a predicate without type', inputs: { predicate: '{}' }, reason: "'predicate-type'" },
    { name: 'nothing', inputs: { provenance: 'false' }, reason: "'provenance'" },
  ])('$name', async ({ inputs, reason }) => {
    file('sbom.json', cyclonedx)
    const { image, result } = await attestedWith(inputs)
    expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
    expect(errorsOf(result)).toEqual([expect.stringContaining(reason)])
    expect(bench.asked('fulcio')).toEqual([])
    expect(await bench.attachedTo(image.name, image.digest)).toEqual([])
  })
})
