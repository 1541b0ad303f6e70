import { readManifest } from '@ci-kit/cli/manifest'
import { UserError } from '@ci-kit/core/errors'
import { run } from '@ci-kit/trivy-scan/run'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  memoryRegistries,
  storedImage,
  storedIndex,
} from '../docker-cache/image/memory-registry.ts'
import type { Said } from './artifact/samples.ts'
import { muslVulnerability, report, system } from './findings/reports.ts'
import { inputsOf } from './inputs/parsed.ts'
import { runIn, type World, world } from './world.ts'

const vulnerable = (...ids: readonly string[]): Said => [
  system({ Vulnerabilities: ids.map((VulnerabilityID) => muslVulnerability({ VulnerabilityID })) }),
]
const NO_DISK = new UserError('The scan of it failed: no disk. Make room.')

/** `r.test/org/app:1` of one platform, `:2` of two, `r.test/org/web:1` of one. */
const registries = () => {
  const all = memoryRegistries()
  const digests = {
    one: storedImage(all.store, { tag: '1' }),
    two: storedIndex(all.store, ['amd64', 'arm64'], { tag: '2' }),
    web: storedImage(all.store, { name: 'org/web', tag: '1', note: 'web' }),
  }
  return { all, digests }
}

const APP = { 'image-ref': 'r.test/org/app:1' }
const BOTH = { 'image-ref': 'r.test/org/app:1\nr.test/org/web:1' }
const { outputs: declared } = readManifest('actions/trivy-scan')

const running = (given: Readonly<Record<string, string>>, around: World = {}) => {
  const { all, digests } = registries()
  return runIn(given, { registries: all, ...around }).then((ended) => ({ ...ended, digests }))
}

describe('a clean image', () => {
  test('passes, with all outputs', async () => {
    const { outputs, message, digests, printed } = await running(APP)
    expect(message).toBe('')
    expect(outputs).toMatchObject({
      verdict: 'pass',
      critical: 0,
      total: 0,
      failing: 0,
      introduced: '',
      'newly-published': '',
      existing: '',
      fixed: '',
      digest: digests.one,
      image: `r.test/org/app@${digests.one}`,
      'output-dir': '/out',
      'table-path': '/out/table.txt',
      'summary-path': '/out/summary.md',
      'db-digest': 'sha256:dbdb',
      'db-updated-at': '2026-11-21T11:00:00.000Z',
      'trivy-version': '0.74.0',
      uploaded: true,
      'comment-url': '',
    })
    expect(printed.at(-1)).toBe('The scan passes: 0 findings, none of which fails the run.')
  })
})

describe('an image that the gate stops', () => {
  const says = () => vulnerable('CVE-2026-1', 'CVE-2026-2')

  test('fails last, and has everything that a green one has', async () => {
    const { outputs, message, events, summaries } = await running(
      { ...APP, comment: 'true' },
      { says },
    )
    expect(message).toMatch(
      /^The scan fails\. 2 HIGH found \(CVE-2026-1, CVE-2026-2\) in r\.test\/org\/app@sha256:\w/,
    )
    expect(outputs).toMatchObject({
      verdict: 'fail',
      high: 2,
      total: 2,
      failing: 2,
      uploaded: true,
      'comment-url': 'https://github.test/c/1',
    })
    expect(summaries.join('')).toContain('### ❌ r.test/org/app:1')
    const last = (name: string) => events.lastIndexOf(name)
    expect(events.slice(0, 3).toSorted()).toEqual(['database', 'folder', 'install'])
    expect(last('scan')).toBeLessThan(events.indexOf('convert'))
    expect(last('convert')).toBeLessThan(events.indexOf('upload'))
    expect(last('upload')).toBeLessThan(events.indexOf('summary'))
    expect(last('summary')).toBeLessThan(events.indexOf('comment'))
  })

  test('passes with fail-on: none', async () => {
    const { outputs, message } = await running({ ...APP, 'fail-on': 'none' }, { says })
    expect(message).toBe('')
    expect(outputs).toMatchObject({ verdict: 'pass', high: 2, failing: 0 })
  })

  test('is red when one platform of it is', async () => {
    const { outputs } = await running(
      { 'image-ref': 'r.test/org/app:2' },
      { says: ({ name }) => (name.includes('arm64') ? vulnerable('CVE-2026-1') : []) },
    )
    expect(outputs).toMatchObject({ verdict: 'fail', failing: 1 })
    const lines = (name: string) => String(outputs[name]).split('\n').length
    expect(['json-path', 'cyclonedx-path', 'vulns-path', 'sarif-path'].map(lines)).toEqual([
      2, 2, 2, 1,
    ])
  })
})

describe('what cannot be scanned', () => {
  test('is an error, and the reports of the others are there', async () => {
    const { outputs, message, summaries } = await running(BOTH, {
      says: ({ name }) => (name.includes('web') ? NO_DISK : []),
    })
    expect(message).toBe(NO_DISK.message)
    expect(outputs).toMatchObject({ verdict: 'error', digest: '', uploaded: true })
    expect(outputs['findings-path']).toMatch(/^\/out\/r\.test-org-app-1-\w+\.findings\.json$/)
    expect(outputs.results).toMatchObject([
      { name: 'r.test/org/app:1', verdict: 'pass' },
      { name: 'r.test/org/web:1', verdict: 'error', reason: NO_DISK.message },
    ])
    expect(summaries.join('')).toMatch(/^### ❌ r\.test\/org\/web:1: not scanned/)
  })

  test('may be one platform', async () => {
    const { outputs, message, printed } = await running(
      { 'image-ref': 'r.test/org/app:2' },
      { says: ({ name }) => (name.includes('arm64') ? NO_DISK : vulnerable('CVE-2026-1')) },
    )
    expect(message).toMatch(
      /^The scan of it failed: no disk\. Make room\.\nThe scan fails\. 1 HIGH/,
    )
    expect(outputs).toMatchObject({ verdict: 'error', failing: 1 })
    expect(outputs.results).toMatchObject([
      { verdict: 'error', platforms: ['linux/amd64'], reason: expect.stringContaining('1 HIGH') },
    ])
    expect(printed).toContain(NO_DISK.message)
  })

  test('may be an image that is not there', async () => {
    const { outputs, message, plans } = await running({
      'image-ref': 'r.test/org/none:1\nr.test/org/app:1',
    })
    expect(message).toMatch(/^Could not read manifest "1" in r\.test\/org\/none: /)
    expect(plans).toHaveLength(1)
    expect(outputs).toMatchObject({ verdict: 'error', 'trivy-version': '0.74.0' })
  })

  test('may be everything: one cause is told once, and nothing is uploaded', async () => {
    const { outputs, message, events, summaries } = await running(BOTH, { says: () => NO_DISK })
    expect(message).toBe(NO_DISK.message)
    expect(outputs).toMatchObject({
      verdict: 'error',
      total: 0,
      digest: '',
      uploaded: false,
      'sarif-path': '',
      'summary-path': '/out/summary.md',
    })
    expect(outputs.image).toContain('r.test/org/web@')
    expect(events).not.toContain('upload')
    expect(summaries.join('').match(/not scanned/g)).toHaveLength(2)
  })

  test('is told once for all platforms of an image', async () => {
    const { outputs, message, summaries } = await running(
      { 'image-ref': 'r.test/org/app:2' },
      { says: ({ name }) => new UserError(`No disk for ${name}.`) },
    )
    expect(message).toBe(
      'No disk for r.test/org/app:2 (linux/amd64). No disk for r.test/org/app:2 (linux/arm64).',
    )
    expect(outputs.results).toEqual([
      { name: 'r.test/org/app:2', verdict: 'error', reason: message },
    ])
    expect(summaries.join('').match(/not scanned/g)).toHaveLength(1)
  })

  test('is red with fail-on: none too', async () => {
    const { outputs } = await running({ ...APP, 'fail-on': 'none' }, { says: () => NO_DISK })
    expect(outputs).toMatchObject({ verdict: 'error' })
  })

  test('may be what its VEX documents are missing for', async () => {
    const bad = new UserError('The VEX document of it has no valid signature.')
    const { outputs, message, plans } = await running(
      { ...BOTH, vex: 'oci', 'vex-identity': 'me@example.test' },
      {
        ports: {
          attachedVex: async ({ name }) => {
            if (name.includes('web')) throw bad
            return []
          },
        },
      },
    )
    expect(message).toBe(bad.message)
    expect(plans.map(({ name }) => name)).toEqual(['r.test/org/app:1 (linux/amd64)'])
    expect(outputs).toMatchObject({ verdict: 'error' })
  })
})

describe('against a baseline', () => {
  const compared = { ...APP, 'image-ref': 'r.test/org/app:2', baseline: 'r.test/org/app:1' }

  test('only what is introduced fails', async () => {
    const { outputs, message } = await running(
      { ...compared, platforms: 'linux/amd64' },
      {
        says: ({ name }) =>
          name.includes(':1') ? vulnerable('CVE-OLD', 'CVE-1') : vulnerable('CVE-1', 'CVE-NEW'),
      },
    )
    expect(message).toContain('1 HIGH introduced (CVE-NEW) in')
    expect(outputs).toMatchObject({
      verdict: 'fail',
      failing: 1,
      introduced: 1,
      'newly-published': 0,
      existing: 1,
      fixed: 1,
    })
  })

  test('that is stored, what was published since passes', async () => {
    const packages = [{ Name: 'musl', Version: '1.2.5', Release: 'r0', Identifier: PURL }]
    const { outputs, message } = await running(
      { ...APP, baseline: 'old.json' },
      {
        files: { 'old.json': report([system({ Vulnerabilities: [], Packages: packages })]) },
        says: () => vulnerable('CVE-NEW'),
      },
    )
    expect(message).toBe('')
    expect(outputs).toMatchObject({ verdict: 'pass', introduced: 0, 'newly-published': 1 })
  })

  test('that cannot be scanned, everything counts', async () => {
    const { outputs, texts } = await running(
      { ...compared, platforms: 'linux/amd64' },
      { says: ({ name }) => (name.includes(':1') ? NO_DISK : vulnerable('CVE-1')) },
    )
    expect(outputs).toMatchObject({ verdict: 'fail', failing: 1, introduced: '' })
    expect(texts('warning')).toEqual([expect.stringContaining('the baseline r.test/org/app:1')])
  })
})

const PURL = { PURL: muslVulnerability().PkgIdentifier.PURL }

test('the outputs are those of the manifest, however a run ends', async () => {
  const saying = fc.constantFrom<Said>([], vulnerable('CVE-1'), NO_DISK, { other: {} })
  const given = fc.record({
    ...{ app: saying, web: saying, baseline: fc.boolean(), isFile: fc.boolean() },
    formats: fc.subarray(['json', 'table', 'summary', 'sarif', 'vulns'], { minLength: 1 }),
  })
  await fc.assert(
    fc.asyncProperty(given, async ({ app, web, baseline, isFile, formats }) => {
      const against = baseline ? { baseline: 'r.test/org/web:1\nr.test/org/web:1' } : {}
      const { outputs, message } = await running(
        {
          ...(isFile ? { 'image-ref': '', 'scan-type': 'config' } : { ...BOTH, ...against }),
          formats: formats.join(),
        },
        { says: ({ name }) => (name.includes('web') ? web : app) },
      )
      expect(Object.keys(outputs).toSorted()).toEqual(declared.toSorted())
      expect(message === '').toBe(outputs.verdict === 'pass')
      const isUnknown = app === NO_DISK || 'other' in app
      if (isUnknown) expect(outputs.verdict).toBe('error')
    }),
    { numRuns: 40 },
  )
})

describe('a database', () => {
  test.each([
    ['config', { 'scan-type': 'config' }],
    ['fs', { 'scan-type': 'fs', scanners: 'secret' }],
  ])('is not fetched where nobody looks for vulnerabilities: %s', async (_, given) => {
    const { outputs, events } = await running({ 'image-ref': '', ...given })
    expect(events).not.toContain('database')
    expect(outputs).toMatchObject({
      verdict: 'pass',
      'db-digest': '',
      'db-updated-at': '',
      'vulns-path': '',
      image: '',
      digest: '',
    })
  })

  test('that is missing ends the run before anything is scanned', async () => {
    const { ports, plans, events } = world({
      registries: registries().all,
      ports: { vulnerabilityDatabase: () => Promise.reject(new UserError('No mirror has it.')) },
    })
    await expect(run(inputsOf(APP), ports)).rejects.toThrow('No mirror has it.')
    expect(plans).toEqual([])
    expect(events).toContain('stop')
  })
})
