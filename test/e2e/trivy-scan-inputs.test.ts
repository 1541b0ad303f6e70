import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { carelessDockerfile, packageLock } from '../fakes/sample-files.ts'
import { errorsOf } from './actions.ts'
import { FIXED } from './trivy-samples.ts'
import { trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* A mistake in the workflow: one error with the input, its value and the fix, before anything is done. */

const bench = trivyScanWorkbench()
const { scan, push, spoil, file, workspace } = bench

type Inputs = Readonly<Record<string, string>>

/** Runs the step with these inputs besides a good image; nothing may be asked of the registry. */
const refused = async (inputs: Inputs, words: readonly string[]): Promise<void> => {
  const proxy = await spoil([])
  const image = `${proxy.address}/org/shop/app:1`
  const result = await scan({
    inputs: { 'image-ref': image, 'db-repositories': `${proxy.address}/trivy-db:2`, ...inputs },
  })
  expect(result.exitCode).toBe(1)
  const [error = '', ...more] = errorsOf(result)
  expect(more).toEqual([])
  expect(error).not.toContain('defect')
  for (const word of words) expect(error).toContain(word)
  expect(result.outputs).toEqual({ verdict: 'error' })
  expect(result.summary).toBe('')
  expect(proxy.seen).toEqual([])
  expect(existsSync(join(workspace(), 'reports'))).toBe(false)
}

const TWICE = 'ghcr.io/org/shop/app:main\nghcr.io/org/shop/api:main'

/** Inputs, and what the error says besides the first one's name. */
const GRAMMAR: readonly (readonly [Inputs, ...string[]])[] = [
  [{ 'scan-type': 'container' }, 'container', "'image', 'fs'"],
  [{ scanners: 'vuln,virus' }, 'virus', "'license'"],
  [{ 'pkg-types': 'os,apk' }, 'apk', "'library'"],
  [{ formats: 'sarif,html' }, 'html', "'cyclonedx'"],
  [{ 'fail-on': 'severe' }, 'severe', 'critical'],
  [{ 'fail-on': 'critical, kev' }, 'kev', 'kev-file: …'],
  [{ 'fail-on': 'epss>=0.5' }, 'epss>=0.5', 'epss-file: …'],
  [{ 'fail-on': 'epss>=2', 'epss-file': 'e.csv' }, 'epss>=2', 'epss>=0.5'],
  [{ 'fail-on': 'none, high' }, 'none', 'remove it'],
  [{ 'fail-on': 'high+license' }, 'high+license', "'scanners'"],
  [{ 'fail-on': 'fixable+secret' }, 'fixable+secret', 'comma'],
  [{ 'fail-on': '' }, "'fail-on: …'"],
  [{ 'report-severity': 'severe' }, 'severe', 'critical'],
  [{ timeout: '90s' }, '90s', '12h'],
  [{ timeout: '0m' }, '0m', '12h'],
  [{ 'max-db-age': '2 days' }, '2 days', '7d'],
  [{ version: 'latest' }, 'latest', '0.74.0'],
  [{ version: '0.69.5' }, '0.69.5', 'CVE-2026-33634', 'Use 0.74.0'],
  [{ version: '0.50.0' }, '0.50.0', 'Use 0.74.0'],
  [{ version: '0.74.0@sha256:abc' }, '0.74.0@sha256:abc', '64 hexadecimal digits'],
  [{ install: 'always' }, 'always', "'never'"],
  [{ 'download-url': 'http://mirror.example/trivy' }, 'http://mirror.example/trivy', 'https'],
  [{ platforms: 'linux/' }, 'linux/', "'linux/amd64'"],
  [{ platforms: 'all,linux/amd64' }, "'all'", 'alone'],
  [{ 'image-ref': '' }, "'image-ref: registry/name:tag'"],
  [{ 'image-ref': 'ghcr.io/Org/App:1' }, 'ghcr.io/Org/App:1', 'line 1'],
  [{ 'image-ref': 'ghcr.io/org/app@sha256:12' }, 'ghcr.io/org/app@sha256:12', 'line 1'],
  [{ baseline: TWICE }, '2 lines', 'one line for each'],
  [{ baseline: 'not an image' }, 'not an image'],
  [{ 'ignore-unfixed': 'yes' }, 'yes', "'true' or 'false'"],
  [{ 'include-dev-deps': '1' }, "'1'", "'true' or 'false'"],
  [{ 'license-full': 'no' }, "'no'", "'true' or 'false'"],
  [{ offline: 'on' }, "'on'", "'true' or 'false'"],
  [{ summary: 'off' }, "'off'", "'true' or 'false'"],
  [{ comment: 'x' }, "'x'", "'true' or 'false'"],
  [{ upload: 'sometimes' }, 'sometimes', "'always'"],
  [{ 'comment-key': 'x'.repeat(201) }, '201 characters', 'at most 200'],
  [{ vex: 'oci' }, "'vex-identity", 'who must have signed'],
  [{ 'vex-identity': '*', vex: 'oci' }, '"*"', 'https://github.com/org/…'],
  [{ vex: 'oci', 'scan-type': 'fs', 'image-ref': '' }, "'oci'", "'image-ref'"],
  [{ 'license-deny': 'GPL-2.0-only' }, "'scanners'"],
  [{ 'license-deny': '(GPL or MIT)', scanners: 'license' }, '(gpl or mit)', 'entry of its own'],
  [{ username: 'me' }, "'password'"],
  [{ password: 's3cret' }, "'username'"],
  [{ 'db-repositories': 'Not a ref' }, 'Not a ref'],
  [
    { 'db-repositories': Array.from({ length: 11 }, (_, at) => `m${at}.example/db`).join('\n') },
    '11',
  ],
  [{ 'java-db-repositories': 'mirror.example//db' }, 'mirror.example//db'],
  [{ 'scan-type': 'fs' }, "'image-ref'", 'org/shop/app:1'],
  [{ input: 'image.tar' }, "'image-ref'", 'both set'],
  [{ 'scan-ref': '', 'scan-type': 'fs', 'image-ref': '' }, "'scan-ref: …'"],
  [{ 'scan-type': 'sbom', 'image-ref': '', baseline: 'app:1' }, "'baseline'", "'.json'"],
]

describe('a mistake in an input', () => {
  const titled = GRAMMAR.map(
    ([inputs, ...words]) => [JSON.stringify(inputs).slice(0, 70), inputs, words] as const,
  )
  test.each(titled)('%s', async (_, inputs, words) => {
    const [first = ''] = Object.keys(inputs)
    await refused(inputs, [`'${first}`, ...words])
  })

  test('a password in an address is not repeated', async () => {
    const url = 'https://me:s3cret@mirror.example/trivy'
    await refused({ 'download-url': url }, ['mirror.example', 'user name or password'])
    const result = await scan({ inputs: { 'image-ref': 'app:1', 'download-url': url } })
    expect(result.log).not.toContain('s3cret')
  })
})

describe('a file that an input names', () => {
  const NAMED = ['ignore-files', 'kev-file', 'epss-file', 'vex', 'dockerfile']

  test.each(NAMED)('%s is not there', async (input) => {
    await refused({ [input]: 'no/such.file' }, [`'${input}'`, 'no/such.file', 'workspace'])
  })

  test.each(NAMED)('%s is a folder', async (input) => {
    file('folder/x', '')
    await refused({ [input]: 'folder' }, [`'${input}'`, 'folder', 'Name a file'])
  })

  test.each([
    ['kev-file', '{"vulnerabilities":[]}', 'no entry'],
    ['kev-file', '<html>', 'line 1'],
    ['epss-file', 'cve,epss\nCVE-2026-1,7\n', 'line 2'],
    ['epss-file', '<html>', "'cve,epss,percentile'"],
    ['ignore-files', 'CVE-2026-0001\n', 'expired_at'],
  ])('%s holds %j', async (input, text, word) => {
    file('list.txt', text)
    await refused({ [input]: 'list.txt' }, ['list.txt', word])
  })

  test.each(['output-dir', 'cache-dir'])('%s is a file', async (input) => {
    file('plain', '')
    const image = await push({ packages: FIXED })
    const result = await scan({ inputs: { 'image-ref': image, [input]: 'plain' } })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toHaveLength(1)
    for (const word of ['plain', `'${input}'`]) expect(errorsOf(result)[0]).toContain(word)
    expect(errorsOf(result)[0]).not.toContain('defect')
  })

  test('output-dir is told before anything is asked', async () => {
    file('plain', '')
    await refused({ 'output-dir': 'plain' }, ["'output-dir'", 'plain'])
  })
})

/** These are looked for while the database is fetched. */
describe('what is to be scanned', () => {
  const failed = async (inputs: Inputs, ...words: readonly string[]): Promise<void> => {
    const result = await scan({ inputs })
    expect(result.exitCode).toBe(1)
    const [error = '', ...more] = errorsOf(result)
    expect(more).toEqual([])
    expect(error).not.toContain('defect')
    for (const word of words) expect(error).toContain(word)
    expect(result.outputs.verdict).toBe('error')
  }

  test.each(['fs', 'rootfs', 'config', 'sbom'])('by scan-type %s is not there', async (type) => {
    await failed({ 'scan-type': type, 'scan-ref': 'no/such' }, "'scan-ref'", 'no/such', 'workspace')
  })

  test.each([
    ['rootfs', 'plain', 'a file'],
    ['sbom', 'folder', 'a folder'],
  ])('by scan-type %s is %s', async (type, path, kind) => {
    file('plain', 'x')
    file('folder/x', 'x')
    await failed({ 'scan-type': type, 'scan-ref': path }, "'scan-ref'", path, kind)
  })

  test.each([
    ['is no SBOM', 'hello'],
    ['is an odd SBOM', '{"bomFormat":"CycloneDX","components":7}'],
  ])('by scan-type sbom %s', async (_, text) => {
    file('sbom.json', text)
    await failed({ 'scan-type': 'sbom', 'scan-ref': 'sbom.json' }, 'sbom.json')
  })

  test.each([
    ['is not there', 'no/such.tar'],
    ['is no image', 'image.tar'],
    ['is an empty folder', 'empty'],
  ])('as input %s', async (_, input) => {
    file('image.tar', 'no archive')
    file('empty/x', '')
    await failed({ input }, "'input'", input)
  })

  test.each(['config-checks', 'tf-vars'])('with %s that is not there', async (input) => {
    file('Dockerfile', carelessDockerfile())
    await failed({ 'scan-type': 'config', [input]: 'no/such' }, `'${input}'`, 'no/such')
  })

  test('with a stored baseline that is not there', async () => {
    const image = await push({ packages: FIXED })
    await failed({ 'image-ref': image, baseline: 'no/such.json' }, "'baseline'", 'no/such.json')
  })

  test('with a database that is not there', async () => {
    file('package-lock.json', packageLock({ lodash: '4.17.20' }))
    await failed({ 'scan-type': 'fs', 'db-path': 'no/such' }, "'db-path'", 'no/such')
  })

  test('by an SBOM for what an SBOM does not tell', async () => {
    file('sbom.json', '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1}')
    const inputs = { 'scan-type': 'sbom', 'scan-ref': 'sbom.json', scanners: 'secret' }
    await failed(inputs, "'scanners'", 'secret', "'vuln'")
  })

  test('without a trivy on PATH that may be used', async () => {
    const image = await push({ packages: FIXED })
    const result = await scan({ inputs: { 'image-ref': image }, env: { PATH: '/usr/bin:/bin' } })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result).join()).toMatch(/no trivy on PATH.*install: auto/)
    expect(readdirSync(workspace())).not.toContain('trivy')
  })
})
