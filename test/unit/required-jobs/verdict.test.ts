import { describe, expect, test } from '@jest/globals'
import { explanation, gate, needs } from './gate.ts'

const COMPONENTS = ['api', 'web', 'docs']
const SELECTED: Record<string, string[]> = { none: [], api: ['api'], web: ['web'], all: COMPONENTS }

/** What a job is: its id, and the inputs that say something about it. */
const ROLES: Record<string, { id: string; inputs: Record<string, string> }> = {
  'named like api': { id: 'api', inputs: {} },
  'named like no component': { id: 'build', inputs: {} },
  'named nearly like api': { id: 'API', inputs: {} },
  'mapped to api': { id: 'build', inputs: { jobs: 'build: api' } },
  'mapped to api and docs': { id: 'build', inputs: { jobs: 'build: [api, docs]' } },
  'mapped to all': { id: 'build', inputs: { jobs: `build: '*'` } },
  'named like api, mapped to web': { id: 'api', inputs: { jobs: 'api: web' } },
  'named like api, mapped to all': { id: 'api', inputs: { jobs: `api: '*'` } },
  'in allowed-skips': { id: 'build', inputs: { 'allowed-skips': 'build' } },
  'named like api, in allowed-skips': { id: 'api', inputs: { 'allowed-skips': 'api' } },
  'in allowed-failures': { id: 'build', inputs: { 'allowed-failures': 'build' } },
  'in both lists': {
    id: 'build',
    inputs: { 'allowed-failures': 'build', 'allowed-skips': 'build' },
  },
  'a detect job': { id: 'detect', inputs: {} },
}

const judged = (role: string, result: string, text: string) => {
  const { id, inputs } = ROLES[role] ?? { id: '', inputs: {} }
  return gate({ needs: needs({ [id]: result, other: 'success' }), explanation: text, ...inputs })
}

describe('a skipped job', () => {
  // Columns: nothing selected, api, web, all; then nothing selected by an unreliable detection; then an empty explanation.
  test.each<[role: string, ...green: boolean[]]>([
    ['named like api', true, false, true, false, false],
    ['named like no component', true, false, false, false, false],
    ['named nearly like api', true, false, false, false, false],
    ['mapped to api', true, false, true, false, false],
    ['mapped to api and docs', true, false, true, false, false],
    ['mapped to all', true, false, false, false, false],
    ['named like api, mapped to web', true, true, false, false, false],
    ['named like api, mapped to all', true, false, false, false, false],
    ['in allowed-skips', true, true, true, true, true],
    ['named like api, in allowed-skips', true, true, true, true, true],
    ['in allowed-failures', true, false, false, false, false],
    ['in both lists', true, true, true, true, true],
    ['a detect job', false, false, false, false, false],
  ])('%s', async (role, ...green) => {
    const endings = await Promise.all([
      ...Object.values(SELECTED).map((names) =>
        judged(role, 'skipped', explanation(COMPONENTS, names)),
      ),
      judged(role, 'skipped', explanation(COMPONENTS, [], false)),
    ])
    const id = ROLES[role]?.id
    expect(endings.map(({ verdict }) => verdict === 'passed')).toEqual(green)
    expect(endings.map(({ outputs }) => outputs)).toEqual(
      green.map((passes) => ({
        verdict: passes ? 'passed' : 'failed',
        failed: passes ? [] : [id],
        skipped: passes ? [id] : [],
      })),
    )
  })

  test.each(Object.keys(ROLES))('%s, with an empty explanation is red', async (role) => {
    const { verdict, message } = await judged(role, 'skipped', '')
    expect(verdict).toBe('failed')
    expect(message).toContain('nobody knows which jobs had to run')
  })

  test.each(Object.keys(ROLES).filter((role) => !('jobs' in (ROLES[role]?.inputs ?? {}))))(
    '%s, without detection is green only in allowed-skips',
    async (role) => {
      const listed = 'allowed-skips' in (ROLES[role]?.inputs ?? {})
      expect((await judged(role, 'skipped', 'none')).verdict).toBe(listed ? 'passed' : 'failed')
    },
  )
})

describe.each(Object.keys(ROLES))('a job %s', (role) => {
  const explanations = Object.values(SELECTED).map((names) => explanation(COMPONENTS, names))

  test('is green when it succeeded', async () => {
    for (const text of explanations)
      expect((await judged(role, 'success', text)).verdict).toBe('passed')
  })

  test.each(['failure', 'cancelled'])(
    'is red after a %s, unless in allowed-failures',
    async (result) => {
      const expected = 'allowed-failures' in (ROLES[role]?.inputs ?? {}) ? 'passed' : 'failed'
      for (const text of explanations)
        expect((await judged(role, result, text)).verdict).toBe(expected)
    },
  )
})

test('an empty explanation is red even when every job succeeded', async () => {
  const ending = await gate({ needs: needs({ build: 'success' }), explanation: '' })
  expect(ending.outputs).toEqual({ verdict: 'failed', failed: [], skipped: [] })
})

describe('the reason', () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      'names the selected component',
      { api: 'skipped' },
      {},
      'api was skipped, but api is selected.',
    ],
    [
      'names those of a mapped job',
      { build: 'skipped' },
      { jobs: 'build: [api, web, docs]' },
      'build was skipped, but api, web are selected.',
    ],
    [
      'names a job that failed before',
      { lint: 'failure', api: 'skipped' },
      {},
      'lint failed; api was skipped, but api is selected (probably because it needs lint, which did not succeed).',
    ],
    [
      'names a job that was cancelled before',
      { build: 'skipped', lint: 'cancelled' },
      {},
      'build was skipped, but api, web are selected (probably because it needs lint, which did not succeed); lint was cancelled.',
    ],
    [
      'names a job that was allowed to fail',
      { lint: 'failure', api: 'skipped' },
      { 'allowed-failures': 'lint' },
      'api was skipped, but api is selected (probably because it needs lint, which did not succeed). ',
    ],
    [
      'names the missing explanation',
      { detect: 'success', api: 'skipped' },
      { explanation: '' },
      `api was skipped, but the explanation is empty. Input 'explanation' is empty, so nobody knows which jobs had to run. Hand output`,
    ],
    [
      'names the missing permission to skip',
      { api: 'skipped' },
      { explanation: 'none' },
      'api was skipped, but it is not listed in allowed-skips.',
    ],
  ])('%s', async (_, results, inputs, expected) => {
    const { message } = await gate({
      needs: needs(results),
      explanation: explanation(COMPONENTS, ['api', 'web']),
      ...inputs,
    })
    expect(message.slice(0, expected.length)).toBe(expected)
  })

  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      'failed',
      { detect: 'failure', api: 'skipped', deploy: 'skipped' },
      { explanation: '' },
      'detect failed, so nobody knows which jobs had to run. Look at detect first.',
    ],
    [
      'failed after it had told what changed',
      { detect: 'failure', api: 'skipped', web: 'success' },
      {},
      'detect failed, so nobody knows which jobs had to run. Look at detect first.',
    ],
    [
      'was cancelled',
      { changes: 'cancelled', api: 'skipped' },
      { explanation: '' },
      'changes was cancelled, so nobody knows which jobs had to run. Look at changes first.',
    ],
    [
      'was skipped',
      { detect: 'skipped', api: 'skipped' },
      {},
      'detect was skipped, but it has to tell what changed, so nobody knows which jobs had to run. Look at detect first.',
    ],
    [
      'failed, and a job that does not wait for it as well',
      { lint: 'failure', detect: 'failure', api: 'skipped', fuzz: 'failure' },
      { explanation: '', 'allowed-failures': 'fuzz' },
      'detect failed, so nobody knows which jobs had to run. Look at detect first. lint failed.',
    ],
    [
      'failed, though every other job is green',
      { detect: 'failure', api: 'success', web: 'success' },
      {},
      'detect failed, so nobody knows which jobs had to run. Look at detect first.',
    ],
  ])('is the detect job alone when it %s', async (_, results, inputs, expected) => {
    const { verdict, message, summary } = await gate({
      needs: needs(results),
      explanation: explanation(COMPONENTS, ['api', 'web']),
      ...inputs,
    })
    expect(verdict).toBe('failed')
    expect(message).toBe(expected)
    expect(summary).toContain('so nobody knows which jobs had to run')
    expect(summary).not.toContain("Input 'explanation'")
  })

  test('tells what to do when jobs were skipped and nothing else is wrong', async () => {
    const text = explanation(COMPONENTS, ['api'])
    const advice =
      /If a job was right to be skipped, name its components in 'jobs' or list it in 'allowed-skips'/
    const skipped = await gate({ needs: needs({ deploy: 'skipped' }), explanation: text })
    const failed = await gate({
      needs: needs({ deploy: 'skipped', lint: 'failure' }),
      explanation: text,
    })
    const undetected = await gate({
      needs: needs({ detect: 'skipped', deploy: 'skipped' }),
      explanation: text,
    })
    expect(skipped.message).toMatch(advice)
    expect(failed.message).not.toMatch(advice)
    expect(undetected.message).not.toMatch(advice)
  })
})
