import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { pushIndex, writeLayout } from '../fakes/oci-artifact.ts'
import {
  alpineFiles,
  carelessDockerfile,
  cycloneDx,
  jarOf,
  nodeModules,
  packageLock,
  SECRET,
  secretFile,
} from '../fakes/sample-files.ts'
import { alpineImage, dockerArchive, imageOf } from '../fakes/sample-image.ts'
import { errorsOf } from './actions.ts'
import { FIXED, KNOWN_JAR, LODASH, OPENSSL, THING, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, pathsOf, reportsOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* The bundle as a runner runs it, with the real trivy, real databases and a real registry. */

const bench = trivyScanWorkbench()
const { scan, push, registry, file } = bench
const OUTPUTS_WITH_FILES = [
  'json-path',
  'findings-path',
  'sarif-path',
  'table-path',
  'summary-path',
  'cyclonedx-path',
  'spdx-path',
  'vulns-path',
]

describe('an image', () => {
  test('with a hole is red, after all reports are written', async () => {
    const image = await push({ packages: VULNERABLE })
    const result = await scan({ inputs: { 'image-ref': image } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(errorsOf(result)).toHaveLength(1)
    expect(result.outputs).toMatchObject({ critical: '1', high: '0', medium: '0', low: '0' })
    expect(result.outputs.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(result.outputs.image).toBe(image.replace(/:1$/, `@${result.outputs.digest}`))
    expect(result.outputs['trivy-version']).toBe('0.74.0')
    for (const output of OUTPUTS_WITH_FILES) {
      const paths = pathsOf(bench, result, output)
      expect([output, paths.length, paths.every(existsSync)]).toEqual([output, 1, true])
    }
    for (const text of [result.log, result.summary]) expect(text).toContain(OPENSSL.id)
  })

  test('with the fix is green, with the same reports', async () => {
    const result = await scan({ inputs: { 'image-ref': await push({ packages: FIXED }) } })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(errorsOf(result)).toEqual([])
    for (const output of OUTPUTS_WITH_FILES)
      expect([output, pathsOf(bench, result, output).every(existsSync)]).toEqual([output, true])
  })

  test('names its digest in every report', async () => {
    const image = await push({ packages: VULNERABLE })
    const result = await scan({ inputs: { 'image-ref': image, 'fail-on': 'none' } })
    const { digest = 'a digest' } = result.outputs
    for (const output of ['findings-path', 'sarif-path', 'summary-path'])
      for (const path of pathsOf(bench, result, output))
        expect(readFileSync(path, 'utf8')).toContain(digest)
    // A predicate names no subject: whoever signs it learns from the results whose it is.
    const [vulns] = pathsOf(bench, result, 'vulns-path')
    expect(JSON.parse(result.outputs.results ?? '')).toMatchObject([
      {
        digest,
        files: expect.arrayContaining([
          { format: 'vulns', platform: 'linux/amd64', digest, path: vulns },
        ]),
      },
    ])
  })

  test('that was found wanting passes a gate that does not ask for it', async () => {
    const image = await push({ packages: VULNERABLE })
    const result = await scan({ inputs: { 'image-ref': image, 'fail-on': 'none' } })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '1' })
  })

  test('with jars and node_modules is looked through, with the Java database', async () => {
    const files = {
      ...nodeModules('app', { lodash: '4.17.20' }),
      'app/nameless.jar': KNOWN_JAR.jar,
      'app/fixed.jar': jarOf({ ...KNOWN_JAR, version: '2.0.0' }),
    }
    const image = await push({ packages: FIXED, files })
    const result = await scan({ inputs: { 'image-ref': image } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '2' })
    const [findings] = pathsOf(bench, result, 'findings-path')
    const text = readFileSync(findings ?? '', 'utf8')
    expect([text.includes(LODASH.id), text.includes(THING.id)]).toEqual([true, true])
  })

  test('with a secret is red, and the secret is nowhere', async () => {
    const image = await push({ packages: FIXED, files: { 'app/settings.env': secretFile() } })
    const result = await scan({ inputs: { 'image-ref': image } })
    expect(outcomeOf(result)).toMatchObject({ exitCode: 1, verdict: 'fail' })
    expect(result.log + result.summary).not.toContain(SECRET)
    for (const output of OUTPUTS_WITH_FILES)
      for (const path of pathsOf(bench, result, output))
        expect(readFileSync(path, 'utf8')).not.toContain(SECRET)
  })

  test('with a secret in a label tells it, and shows it in no report', async () => {
    const image = await imageOf({ layers: [alpineFiles({ packages: FIXED })], labels: { SECRET } })
    const result = await scan({ inputs: { 'image-ref': await push(image) } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    for (const output of OUTPUTS_WITH_FILES)
      for (const path of pathsOf(bench, result, output))
        expect([path, readFileSync(path, 'utf8').includes(SECRET)]).toEqual([path, false])
  })

  test('with a denied licence is red', async () => {
    const licenses = { busybox: 'GPL-2.0-only' }
    const image = await push({ packages: FIXED, licenses })
    const inputs = { 'image-ref': image, scanners: 'vuln,license', 'fail-on': 'critical' }
    expect((await scan({ inputs })).exitCode).toBe(0)
    const denied = await scan({ inputs: { ...inputs, 'license-deny': 'GPL-2.0-only' } })
    expect(outcomeOf(denied)).toMatchObject({ exitCode: 1, verdict: 'fail' })
    expect(denied.log).toContain('GPL-2.0-only')
  })
})

describe('an index', () => {
  const index = async () => {
    const name = 'org/shop/only-arm64'
    const [amd64, arm64] = ['linux/amd64', 'linux/arm64']
    const digest = await pushIndex(registry(), name, '1', [
      { platform: amd64, artifact: await alpineImage({ packages: FIXED, platform: amd64 }) },
      { platform: arm64, artifact: await alpineImage({ packages: VULNERABLE, platform: arm64 }) },
    ])
    return { image: `${registry()}/${name}:1`, digest }
  }

  test('of which only arm64 has a hole is red', async () => {
    const { image, digest } = await index()
    const result = await scan({ inputs: { 'image-ref': image } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(result.outputs.digest).toBe(digest)
    expect(pathsOf(bench, result, 'json-path')).toHaveLength(2)
    expect(result.log).toContain('linux/arm64')
  })

  test.each([
    ['linux/amd64', 0],
    ['linux/arm64', 1],
  ])('of which only %s is asked for ends with %i', async (platforms, exitCode) => {
    const { image } = await index()
    expect((await scan({ inputs: { 'image-ref': image, platforms } })).exitCode).toBe(exitCode)
  })

  test('without the platform that is asked for is an error', async () => {
    const { image } = await index()
    const result = await scan({ inputs: { 'image-ref': image, platforms: 'linux/s390x' } })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result).join()).toContain('linux/s390x')
  })
})

describe('what is no image of a registry', () => {
  test('is scanned as an archive and as a layout', async () => {
    const image = await alpineImage({ packages: VULNERABLE })
    file('image.tar', await dockerArchive(image, 'app:1'))
    writeLayout(`${bench.workspace()}/layout`, image)
    for (const input of ['image.tar', 'layout'])
      expect(outcomeOf(await scan({ inputs: { input } }))).toEqual({
        exitCode: 1,
        verdict: 'fail',
        total: '1',
      })
  })

  test('is scanned as a checkout', async () => {
    file('package-lock.json', packageLock({ lodash: '4.17.20' }))
    const result = await scan({ inputs: { 'scan-type': 'fs', 'scan-ref': '.' } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    expect(JSON.stringify(reportsOf(bench, result, 'sarif-path'))).toContain('package-lock.json')
  })

  test('is scanned for misconfigurations', async () => {
    file('Dockerfile', carelessDockerfile())
    const result = await scan({ inputs: { 'scan-type': 'config', 'scan-ref': '.' } })
    expect(outcomeOf(result)).toMatchObject({ exitCode: 1, verdict: 'fail' })
    expect(result.log).toContain('DS-0002')
  })

  test('is scanned by its SBOM', async () => {
    file('sbom.json', cycloneDx({ lodash: '4.17.20' }))
    const result = await scan({ inputs: { 'scan-type': 'sbom', 'scan-ref': 'sbom.json' } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
  })
})

test('files in the checkout that trivy would read do not change what it finds', async () => {
  file('.trivyignore', `${OPENSSL.id}\n`)
  file('trivy.yaml', 'severity: [LOW]\nscan:\n  skip-dirs: [lib]\n')
  const result = await scan({ inputs: { 'image-ref': await push({ packages: VULNERABLE }) } })
  expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
})
