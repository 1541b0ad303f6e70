import { CLOCK_SKEW_MS, judge } from '@ci-kit/attestation/gate/judge'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import { describe, expect, test } from '@jest/globals'
import {
  AMD64,
  DAY,
  INDEX,
  ISSUER,
  NOW,
  POLICY,
  PROVENANCE,
  SPDX,
  statement,
  WORKFLOW,
} from './samples.ts'

const against = (change: Parameters<typeof statement>[0], policy: Partial<Policy> = {}) =>
  judge(statement(change), {
    subject: INDEX,
    policy: { ...POLICY, ...policy },
    types: [PROVENANCE],
    now: NOW,
  })

const APP = 'https://github.com/org/app'
const REUSABLE = 'https://github.com/org/pipelines/.github/workflows/build.yml@refs/tags/v1'

describe('a statement counts', () => {
  test.each<[string, Parameters<typeof statement>[0], Partial<Policy>]>([
    ['as the policy says', {}, {}],
    [
      'by any of the signers',
      {},
      { signers: [{ issuer: ISSUER, identity: REUSABLE }, ...POLICY.signers] },
    ],
    [
      'from a tag of the pattern',
      { signer: { sourceRef: 'refs/tags/v1' } },
      { sourceRef: 'refs/tags/*' },
    ],
    [
      'from its environment',
      { signer: { environment: 'production' } },
      { environment: 'production' },
    ],
    ['from the last moment', { signedAt: new Date(NOW - DAY) }, { maxAgeMs: DAY }],
    ['from a clock that is a little ahead', { signedAt: new Date(NOW + CLOCK_SKEW_MS) }, {}],
    ['from any runner', { signer: { runner: 'self-hosted' } }, { hostedRunnerOnly: false }],
    [
      'of a reusable workflow for its caller',
      { signer: { identity: REUSABLE } },
      { signers: [{ issuer: ISSUER, identity: REUSABLE }] },
    ],
  ])('%s', (_name, change, policy) => {
    expect(against(change, policy)).toBeUndefined()
  })
})

describe('a statement is refused', () => {
  test.each<[string, Parameters<typeof statement>[0], Partial<Policy>, readonly string[]]>([
    ['predicate', { predicateType: SPDX }, {}, [SPDX, PROVENANCE]],
    ['subject', { subjects: [AMD64] }, {}, [AMD64, INDEX]],
    ['subject', { subjects: [] }, {}, ['nothing', INDEX]],
    [
      'identity',
      { signer: { identity: `${WORKFLOW}-2` } },
      {},
      [`"${WORKFLOW}-2"`, `"${WORKFLOW}"`],
    ],
    ['identity', { signer: { issuer: 'https://evil.test' } }, {}, ['"https://evil.test"', ISSUER]],
    ['identity', { signer: { identity: REUSABLE } }, {}, [REUSABLE, WORKFLOW]],
    [
      'identity',
      { signer: { issuer: 'https://other.test' } },
      { signers: [{ issuer: 'https://other.test', identity: REUSABLE }, ...POLICY.signers] },
      [' or ', REUSABLE],
    ],
    ['source', { signer: { sourceRepository: `${APP}2` } }, {}, [`"${APP}2"`, `"${APP}"`]],
    [
      'source',
      { signer: { sourceRepository: 'https://github.com/evil/app' } },
      {},
      ['evil/app', APP],
    ],
    [
      'ref',
      { signer: { sourceRef: 'refs/heads/x' } },
      { sourceRef: 'refs/heads/main' },
      ['refs/heads/x', 'refs/heads/main'],
    ],
    [
      'ref',
      { signer: { sourceRef: 'refs/tags/a/b' } },
      { sourceRef: 'refs/tags/*' },
      ['a/b', 'refs/tags/*'],
    ],
    [
      'environment',
      { signer: { environment: 'test' } },
      { environment: 'production' },
      ['"test"', '"production"'],
    ],
    ['environment', {}, { environment: 'production' }, ['does not name', '"production"']],
    ['runner', { signer: { runner: 'self-hosted' } }, {}, ['"self-hosted"', '"github-hosted"']],
    ['runner', { signer: { runner: '' } }, {}, ['""', '"github-hosted"']],
    [
      'timestamp',
      { signedAt: new Date(NOW + CLOCK_SKEW_MS + 1) },
      {},
      ['2026-11-21T12:05', '2026-11-21T12:00'],
    ],
    ['timestamp', { signedAt: new Date(Number.NaN) }, {}, ['no time', '2026-11-21']],
    [
      'age',
      { signedAt: new Date(NOW - 30 * DAY - 1) },
      { maxAgeMs: 30 * DAY },
      ['30 days ago', 'at most 30 days'],
    ],
    [
      'age',
      { signedAt: new Date(NOW - 3 * 3_600_000) },
      { maxAgeMs: 5_400_000 },
      ['3 hours ago', '90 minutes'],
    ],
  ])('for its %s, %j', (refusal, change, policy, says) => {
    const refused = against(change, policy)
    expect(refused?.refusal).toBe(refusal)
    for (const part of says) expect(refused?.reason).toContain(part)
    expect(refused?.reason).toMatch(/\.$/)
  })

  test.each([
    ['source', 'sourceRepository', {}],
    ['ref', 'sourceRef', { sourceRef: 'refs/heads/main' }],
    ['runner', 'runner', {}],
  ] as const)('for its %s when the certificate tells none', (refusal, member, policy) => {
    const full = statement()
    const { [member]: _left, ...signer } = full.signer
    const refused = judge(
      { ...full, signer },
      { subject: INDEX, policy: { ...POLICY, ...policy }, types: [PROVENANCE], now: NOW },
    )
    expect(refused?.refusal).toBe(refusal)
    expect(refused?.reason).toContain('does not name')
  })

  test('for what is wrong before it is for its age', () => {
    const old = { signedAt: new Date(0), signer: { runner: 'self-hosted' } }
    expect(against(old, { maxAgeMs: DAY })?.refusal).toBe('runner')
  })

  test('with texts that cannot command a terminal', () => {
    const refused = against({ signer: { identity: 'a\u001b[31m\nb' } })
    expect(refused?.reason).toContain('a\\u{1b}[31m\\nb')
  })
})
