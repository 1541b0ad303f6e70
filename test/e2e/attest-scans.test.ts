import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Json, objectAt } from '@ci-kit/core/json'
import { expect, jest, test } from '@jest/globals'
import { pushIndex } from '../fakes/oci-artifact.ts'
import { alpineImage } from '../fakes/sample-image.ts'
import { errorsOf } from './actions.ts'
import { bundlesOf, statementIn, subjectsOf, typesIn } from './attest-bundles.ts'
import { attestWorkbench, PROVENANCE } from './attest-workbench.ts'
import { FIXED } from './trivy-samples.ts'
import { trivyScanWorkbench } from './trivy-scan-workbench.ts'

jest.setTimeout(90_000)

/* What a real trivy-scan hands on, with the real trivy. */

const bench = attestWorkbench()
const trivy = trivyScanWorkbench()

const VULNS = 'https://in-toto.io/attestation/vulns/v0.2'
const SPDX = 'https://spdx.dev/Document/v2.3'
const CYCLONEDX = 'https://cyclonedx.org/bom'
const PLATFORMS = ['linux/amd64', 'linux/arm64']

const indexIn = async (repository: string) => {
  const entries = await Promise.all(
    PLATFORMS.map(async (platform) => {
      const files = { 'etc/name': `${repository} ${platform}` }
      return { platform, artifact: await alpineImage({ platform, packages: FIXED, files }) }
    }),
  )
  const digest = await pushIndex(trivy.registry(), repository, '1', entries)
  const platforms = entries.map(({ artifact }) => artifact.digest)
  return { name: `${trivy.registry()}/${repository}`, digest, platforms }
}

/** An index of two platforms that trivy-scan has looked at. */
const scanned = async (repository: string) => {
  const image = await indexIn(repository)
  const temp = join(trivy.workspace(), 'temp')
  mkdirSync(temp)
  const ref = `${image.name}@${image.digest}`
  const inputs = { 'image-ref': ref, 'output-dir': '', platforms: 'all' }
  const result = await trivy.scan({ temp, inputs })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  return { ...image, ref, temp, results: result.outputs.results ?? '' }
}

const packagesIn = ({ predicate }: Json) => JSON.stringify(predicate)

test('scans and SBOMs are at the digest of their own platform, and none at the index', async () => {
  const { name, digest, platforms, ref, temp, results } = await scanned('org/own')
  const inputs = { images: ref, 'scan-results': results, provenance: 'true' }
  const result = await bench.attest({ temp, inputs })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  expect(typesIn(await bench.attachedTo(name, digest))).toEqual([PROVENANCE])
  for (const [at, platform] of platforms.entries()) {
    const attached = await bench.attachedTo(name, platform)
    expect(typesIn(attached)).toEqual([VULNS, PROVENANCE, SPDX].sort())
    const own = attached.map(statementIn).filter((one) => one.predicateType !== PROVENANCE)
    for (const statement of own) expect(statement.subject).toEqual(subjectsOf(name, platform))
    const sbom = own.find(({ predicateType }) => predicateType === SPDX)
    const [other] = platforms.toSpliced(at, 1)
    expect(packagesIn(sbom ?? {})).toContain(platform)
    expect(packagesIn(sbom ?? {})).not.toContain(other)
    const vulns = own.find(({ predicateType }) => predicateType === VULNS)
    expect(objectAt(objectAt(vulns, 'predicate'), 'scanner')).toBeDefined()
  }
  // One certificate for all of them.
  expect(bench.asked('fulcio')).toHaveLength(1)
  expect(bench.asked('rekor')).toHaveLength(5)
})

test('the list is taken from a file too, and signs what was asked for', async () => {
  const { name, platforms, ref, temp, results } = await scanned('org/formats')
  bench.file('out/results.json', results)
  const wanted = {
    all: [SPDX, CYCLONEDX, VULNS],
    cyclonedx: [CYCLONEDX, VULNS],
    spdx: [SPDX, VULNS],
    none: [VULNS],
  }
  for (const [format, types] of Object.entries(wanted)) {
    const result = await bench.attest({
      temp,
      inputs: { images: ref, 'scan-results': 'out/results.json', 'sbom-format': format },
    })
    expect([format, result.exitCode, errorsOf(result)]).toEqual([format, 0, []])
    expect(typesIn(bundlesOf(result))).toEqual([...types, ...types].sort())
  }
  // The first run has signed what the others use.
  for (const platform of platforms)
    expect(await bench.attachedTo(name, platform)).toHaveLength(wanted.all.length)
  expect(bench.asked('fulcio')).toHaveLength(1)
})

test('the scan of another image is refused before anything is signed', async () => {
  const { temp, results } = await scanned('org/scanned')
  const other = await indexIn('org/other')
  const inputs = { images: `${other.name}@${other.digest}`, 'scan-results': results }
  const result = await bench.attest({ temp, inputs })
  expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
  expect(errorsOf(result)).toEqual([expect.stringContaining('not among what is attested')])
  expect(bench.asked('fulcio')).toEqual([])
})
