import { describe, expect, test } from '@jest/globals'
import { explanation, gate, needs } from './gate.ts'

describe('the report', () => {
  const INPUTS = {
    needs: needs({
      detect: 'success',
      api: 'success',
      web: 'skipped',
      e2e: 'skipped',
      lint: 'failure',
      fuzz: 'cancelled',
    }),
    explanation: explanation(['api', 'web'], ['api']),
    'allowed-failures': 'fuzz',
  }

  test('is one line for each job in the log', async () => {
    expect((await gate(INPUTS)).log).toEqual([
      'info ✓ detect: success, it has to tell what changed',
      'info ✓ api: success, api is selected',
      'info ✓ web: skipped, web is not selected',
      'info ✗ e2e: skipped, was skipped, but api is selected (probably because it needs lint, fuzz, which did not succeed)',
      'info ✗ lint: failure, failed',
      'info ✓ fuzz: cancelled, was cancelled, but it is listed in allowed-failures',
    ])
  })

  test('is a table in the summary', async () => {
    expect((await gate(INPUTS)).summary).toBe(
      `### Required jobs: failed

| Job | Result | Had to run | Verdict | Reason |
| --- | --- | --- | --- | --- |
| <code>detect</code> | success | yes | ✅ | it has to tell what changed |
| <code>api</code> | success | yes | ✅ | api is selected |
| <code>web</code> | skipped | no | ✅ | web is not selected |
| <code>e2e</code> | skipped | yes | ❌ | was skipped, but api is selected (probably because it needs lint, fuzz, which did not succeed) |
| <code>lint</code> | failure | yes | ❌ | failed |
| <code>fuzz</code> | cancelled | yes | ✅ | was cancelled, but it is listed in allowed-failures |
`,
    )
  })

  test('is one error, and outputs all the same', async () => {
    const { message, outputs } = await gate(INPUTS)
    expect(message).toBe(
      'e2e was skipped, but api is selected (probably because it needs lint, fuzz, which did not succeed); lint failed.',
    )
    expect(outputs).toEqual({ verdict: 'failed', failed: ['e2e', 'lint'], skipped: ['web'] })
  })

  test('says that all is well', async () => {
    const ending = await gate({
      ...INPUTS,
      needs: needs({ api: 'success', web: 'skipped', fuzz: 'success' }),
    })
    expect(ending.outputs).toEqual({ verdict: 'passed', failed: [], skipped: ['web'] })
    expect(ending.summary).toMatch(/^### Required jobs: passed\n/)
  })

  test('lists the first ten jobs only', async () => {
    const results = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [`job-${index}`, 'failure']),
    )
    const { message, outputs } = await gate({ needs: needs(results), explanation: 'none' })
    expect(message).toMatch(/^job-0 failed; .*job-9 failed; and 4 more\.$/)
    expect(outputs.failed).toHaveLength(14)
  })

  test('says in the summary too that the explanation is missing', async () => {
    const { summary } = await gate({ needs: needs({ build: 'success' }), explanation: '' })
    expect(summary).toMatch(/^### Required jobs: failed\n/)
    expect(summary).toContain('so nobody knows which jobs had to run')
  })

  test('keeps names from outside inert', async () => {
    const name = '<img src=x>|`@octo\n::stop-commands::x'
    const { summary, message } = await gate({
      needs: needs({ build: 'skipped' }),
      explanation: explanation([name], [name]),
    })
    expect(summary).not.toMatch(/<img|`@octo|^::/m)
    expect(message).not.toContain('\n')
  })
})

describe('selected components without a job', () => {
  const COMPONENTS = ['api', 'web', 'docs']
  test.each<[string, Record<string, string>, Record<string, string>, string | undefined]>([
    [
      'each has its job',
      { detect: 'success', api: 'success', web: 'success', docs: 'skipped' },
      {},
      undefined,
    ],
    ['one has none', { detect: 'success', api: 'success' }, {}, 'web'],
    ['all have none', { detect: 'success' }, {}, 'api, web'],
    ['a matrix builds all', { detect: 'success', build: 'success' }, {}, undefined],
    [
      'a job is mapped to the other',
      { api: 'success', ui: 'success' },
      { jobs: 'ui: [web, docs]' },
      undefined,
    ],
    [
      'a job may always be skipped',
      { api: 'success', deploy: 'skipped' },
      { 'allowed-skips': 'deploy' },
      'web',
    ],
    [
      'its own job may always be skipped',
      { api: 'success', web: 'skipped' },
      { 'allowed-skips': 'web' },
      undefined,
    ],
    ['there is no detection', { api: 'success' }, { explanation: 'none' }, undefined],
  ])('%s', async (_, results, inputs, names) => {
    const ending = await gate({
      needs: needs(results),
      explanation: explanation(COMPONENTS, ['api', 'web']),
      ...inputs,
    })
    const warning = `No job is for these selected components: ${names}. Add their jobs to 'needs: […]' of this job, and to input 'jobs' where their names differ.`
    expect(ending.verdict).toBe('passed')
    expect(ending.log.filter((line) => !line.startsWith('info '))).toEqual(
      names === undefined ? [] : [`warning ${warning}`],
    )
    expect(ending.summary.includes('No job is for these')).toBe(names !== undefined)
  })
})
