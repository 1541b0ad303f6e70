import { describe, expect, test } from '@jest/globals'
import { objectsAt, STORED_RESULTS } from '../fakes/code-scanning-limits.ts'
import type { CodeScanningServer } from '../fakes/code-scanning-server.ts'
import { pushIndex } from '../fakes/oci-artifact.ts'
import { alpineImage } from '../fakes/sample-image.ts'
import { sarifErrors } from '../unit/trivy-scan/report/sarif-schema.ts'
import { FIXED, OPENSSL, VULNERABLE } from './trivy-samples.ts'
import { FORK, gitHubWorkbench, said } from './trivy-scan-github.ts'
import { outcomeOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* What reaches code scanning, and what a step says and decides when nothing can. */

const bench = trivyScanWorkbench()
const { push, publish, registry } = bench
const { github, scanWith } = gitHubWorkbench(bench)

/** Whatever the test is about, what was sent is valid. */
const valid = (server: CodeScanningServer): void => {
  for (const { sarif, errors } of server.scanning.received) {
    expect(sarifErrors(JSON.stringify(sarif))).toEqual([])
    expect(errors).toEqual([])
  }
}

/** A scan of the vulnerable image is red because of its finding, whatever becomes of the upload. */
const RED = { exitCode: 1, verdict: 'fail', total: '1' }

describe('code scanning', () => {
  test('gets the results of each image and platform in a category of its own', async () => {
    const server = await github({ pending: 1 })
    const one = await push({ packages: VULNERABLE })
    const [amd64, arm64] = ['linux/amd64', 'linux/arm64']
    await pushIndex(registry(), 'org/shop/both', '1', [
      { platform: amd64, artifact: await alpineImage({ packages: FIXED, platform: amd64 }) },
      { platform: arm64, artifact: await alpineImage({ packages: VULNERABLE, platform: arm64 }) },
    ])
    const both = `${registry()}/org/shop/both:1`
    const result = await scanWith(server, { inputs: { 'image-ref': `${one}\n${both}` } })
    expect(outcomeOf(result)).toEqual({ ...RED, total: '2' })
    expect(result.outputs.uploaded).toBe('true')
    const analyses = server.scanning.analyses()
    expect(analyses.map(({ category, results }) => [category, results.length]).toSorted()).toEqual([
      [`trivy-scan/${registry()}/org/shop/both/linux/amd64`, 0],
      [`trivy-scan/${registry()}/org/shop/both/linux/arm64`, 1],
      [`trivy-scan/${one.replace(/:1$/, '')}/linux/amd64`, 1],
    ])
    expect(analyses.map(({ ref, commit, tool }) => [ref, commit, tool])).toEqual(
      Array(3).fill(['refs/heads/main', 'a'.repeat(40), 'Trivy']),
    )
    valid(server)
  })

  test('gets an empty run for a fixed image, which closes the alerts of before', async () => {
    const server = await github()
    const image = await push({ packages: FIXED })
    const result = await scanWith(server, { inputs: { 'image-ref': image, category: 'nightly' } })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(server.scanning.analyses()).toMatchObject([
      { category: `nightly/${image.replace(/:1$/, '')}/linux/amd64`, results: [] },
    ])
    valid(server)
  })

  test('gets the most severe of more findings than it stores, with a note', async () => {
    const names = Array.from({ length: STORED_RESULTS + 100 }, (_, at) => `package-${at}`)
    const database = await publish([
      ...names.map((name, at) => ({
        id: `CVE-2026-${20_000 + at}`,
        severity: at < 100 ? ('LOW' as const) : ('MEDIUM' as const),
        package: name,
        fixed: '2.0',
      })),
      OPENSSL,
    ])
    const packages = Object.fromEntries(names.map((name) => [name, '1.0']))
    const image = await push({ packages: { ...packages, ...VULNERABLE } })
    const server = await github()
    const inputs = { 'image-ref': image, 'db-repositories': database }
    const result = await scanWith(server, { inputs })
    expect(outcomeOf(result)).toEqual({ ...RED, total: String(STORED_RESULTS + 101) })
    // Not all that was found is there.
    expect(result.outputs.uploaded).toBe('false')
    const [analysis] = server.scanning.analyses()
    expect(analysis?.results).toHaveLength(STORED_RESULTS)
    const [run] = objectsAt(server.scanning.received[0]?.sarif, 'runs')
    expect(objectsAt(run, 'results')).toHaveLength(STORED_RESULTS)
    const rules = new Set(analysis?.results.map(({ ruleId }) => ruleId))
    expect([rules.has(OPENSSL.id), rules.has('CVE-2026-20000')]).toEqual([true, false])
    valid(server)
    const note = `${STORED_RESULTS} most severe of ${STORED_RESULTS + 101} findings`
    expect(said(result, 'notice').filter((text) => text.includes(note))).toHaveLength(1)
    expect(result.summary).toContain(note)
  })

  test('that refuses what it has processed is told of, and the gate decides as before', async () => {
    const server = await github({ refuse: () => ['the file is odd'] })
    const image = await push({ packages: FIXED })
    const result = await scanWith(server, { inputs: { 'image-ref': image } })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(result.outputs.uploaded).toBe('false')
    expect(said(result, 'warning').join()).toContain('the file is odd')
    expect(result.summary).toContain('the file is odd')
  })
})

describe('without a way to upload', () => {
  const CASES = [
    {
      why: 'no Advanced Security',
      setup: { unavailable: 'advanced-security' },
      kind: 'notice',
      words: ['Code Security'],
    },
    {
      why: 'code scanning that is switched off',
      setup: { unavailable: 'not-enabled' },
      kind: 'notice',
      words: ['Code scanning is not enabled'],
    },
    {
      why: 'a token that only reads',
      setup: { granted: [] },
      kind: 'notice',
      words: ['permissions:\n', 'security-events: write'],
    },
    {
      why: 'a fork',
      setup: {},
      event: FORK,
      kind: 'notice',
      words: ['fork mallory/shop'],
    },
    {
      why: 'a GitHub in trouble',
      setup: { fault: () => ({ status: 502, headers: { 'retry-after': '0' } }) },
      kind: 'warning',
      words: ['502'],
    },
    {
      why: 'no token',
      setup: {},
      inputs: { 'github-token': '' },
      kind: 'notice',
      words: ['github-token'],
    },
  ] as const

  test.each(CASES)('because of $why, the gate decides alone, and it is said once', async (row) => {
    const { setup, kind, words } = row
    const server = await github(setup)
    const images = [await push({ packages: VULNERABLE }), await push({ packages: FIXED }, '2')]
    const inputs = { 'image-ref': images.join('\n'), ...('inputs' in row && row.inputs) }
    const event = 'event' in row ? { event: row.event } : {}
    const result = await scanWith(server, { inputs, ...event })
    expect(outcomeOf(result)).toEqual(RED)
    expect(result.outputs.uploaded).toBe('false')
    expect(said(result, 'error')).toHaveLength(1)
    const told = [...said(result, 'notice'), ...said(result, 'warning')].filter((text) =>
      /code scanning/i.test(text),
    )
    expect(told).toHaveLength(1)
    expect(said(result, kind)).toEqual(told)
    for (const word of words) expect(told[0]).toContain(word)
    expect(result.summary).toContain('Not in code scanning')
    expect(server.scanning.received).toEqual([])
    if (row.why === 'a fork') expect(server.requests).toEqual([])
  })

  test.each([CASES[0], CASES[2], CASES[3]])(
    'because of $why, upload: always is red, even with a good image',
    async (row) => {
      const server = await github(row.setup)
      const inputs = { 'image-ref': await push({ packages: FIXED }), upload: 'always' }
      const event = 'event' in row ? { event: row.event } : {}
      const result = await scanWith(server, { inputs, ...event })
      expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'pass', total: '0' })
      const [error = '', ...more] = said(result, 'error')
      expect(more).toEqual([])
      for (const word of ["'upload' is 'always'", ...row.words]) expect(error).toContain(word)
    },
  )

  test('upload: never asks GitHub nothing', async () => {
    const server = await github()
    const inputs = { 'image-ref': await push({ packages: FIXED }), upload: 'never' }
    const result = await scanWith(server, { inputs })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(server.requests).toEqual([])
    expect(result.summary).not.toContain('code scanning')
  })
})
