import { assess } from '@ci-kit/attestation/gate/assess'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { GateSubject, JudgedStatement } from '@ci-kit/attestation/gate/verdict'
import { describe, expect, test } from '@jest/globals'
import {
  AMD64,
  ARM64,
  IMAGE,
  INDEX,
  judged,
  NOW,
  POLICY,
  SINGLE,
  SPDX,
  scan,
  VULNS,
} from './samples.ts'

const verdictOn = (
  statements: readonly JudgedStatement[],
  policy: Partial<Policy> = {},
  { subject = IMAGE, unasked = [] }: { subject?: GateSubject; unasked?: readonly string[] } = {},
) =>
  assess(subject, { statements, unasked, asked: ['registry r.test/app'] }, { ...POLICY, ...policy })

const FOREIGN = { refusal: 'identity', reason: 'It is signed by "x", expected "y".' } as const
const OLD = { refusal: 'age', reason: 'It is too old.' } as const
const OTHER = { refusal: 'predicate', reason: 'Another kind.' } as const
const UNREAD: JudgedStatement = {
  subject: INDEX,
  where: 'registry r.test/app, layer 1',
  refused: { refusal: 'unread', reason: 'It was not read: why.' },
}
const SIGNED: Partial<Policy> = { denyOpen: 'critical', predicates: POLICY.predicates }
const at = (minutes: number) => new Date(NOW - minutes * 60_000)
const scanAt = (subject: typeof INDEX, minutes: number, ...severities: readonly string[]) =>
  judged(subject, { predicateType: VULNS, signedAt: at(minutes), predicate: scan(...severities) })

describe('coverage', () => {
  test.each<[string, readonly JudgedStatement[]]>([
    ['at the index', [judged(INDEX)]],
    ['at each platform', [judged(AMD64), judged(ARM64)]],
  ])('is enough %s', (_name, statements) => {
    expect(verdictOn(statements)).toMatchObject({ outcome: 'verified', problems: [] })
  })

  test('is not enough at one of two platforms, and the other one is named', () => {
    const { outcome, problems } = verdictOn([judged(AMD64)])
    expect(outcome).toBe('unattested')
    expect(problems).toEqual([
      `No provenance of ghcr.io/org/app@${ARM64} (linux/arm64) was found in registry r.test/app. Sign it with ci-kit's attest in the workflow that the policy names, or correct predicate-types.`,
    ])
  })

  test('is needed of each kind', () => {
    const predicates: Policy['predicates'] = [...POLICY.predicates, { name: 'sbom', types: [SPDX] }]
    const { outcome, problems } = verdictOn([judged(INDEX)], { predicates })
    expect(outcome).toBe('unattested')
    expect(problems.join()).toContain(`No sbom of ghcr.io/org/app@${INDEX} was found`)
  })

  test('is not there with nothing', () => {
    expect(verdictOn([])).toMatchObject({ outcome: 'unattested' })
    expect(verdictOn([], {}, { subject: SINGLE }).outcome).toBe('unattested')
  })

  test('is not there with other kinds only', () => {
    const only = [judged(INDEX, { predicateType: SPDX }, OTHER)]
    expect(verdictOn(only).outcome).toBe('unattested')
  })

  test('is nobody’s word when nobody was asked', () => {
    const known = { statements: [judged(INDEX)], unasked: [], asked: [] }
    for (const otherStatements of ['refuse', 'ignore'] as const)
      expect(assess(IMAGE, known, { ...POLICY, otherStatements }).outcome).toBe('unknown')
  })
})

describe('other statements', () => {
  test('make it red, and the message tells where and why', () => {
    const { outcome, problems } = verdictOn([judged(INDEX), judged(ARM64, {}, FOREIGN)])
    expect(outcome).toBe('refused')
    expect(problems).toHaveLength(1)
    for (const part of [
      `@${ARM64} (linux/arm64)`,
      '(identity)',
      'found in registry',
      FOREIGN.reason,
    ])
      expect(problems[0]).toContain(part)
  })

  test.each<[string, JudgedStatement]>([
    ['what was not read', UNREAD],
    [
      'what does not verify',
      { subject: INDEX, where: 'x', refused: { ...FOREIGN, refusal: 'signature' } },
    ],
  ])('are also %s', (_name, statement) => {
    expect(verdictOn([judged(INDEX), statement]).outcome).toBe('refused')
  })

  test.each([
    ['of another kind', OTHER],
    ['that are only old', OLD],
  ])('%s do no harm', (_name, refused) => {
    expect(verdictOn([judged(INDEX), judged(INDEX, {}, refused)]).outcome).toBe('verified')
  })

  test('are left aside when they are ignored', () => {
    const all = [judged(INDEX), judged(INDEX, {}, FOREIGN), UNREAD]
    expect(verdictOn(all, { otherStatements: 'ignore' })).toMatchObject({
      outcome: 'verified',
      problems: [],
    })
  })

  test('are not left aside unread where a scan could be among them', () => {
    const all = [judged(INDEX), scanAt(INDEX, 1), UNREAD]
    const found = verdictOn(all, { ...SIGNED, otherStatements: 'ignore' })
    expect(found.outcome).toBe('refused')
    expect(found.problems.join()).toContain('unread')
  })

  test.each([[FOREIGN], [OLD]])('are told when nothing else is there: %j', (refused) => {
    const found = verdictOn([judged(INDEX, {}, refused)], { otherStatements: 'ignore' })
    expect(found.outcome).toBe('refused')
    expect(found.problems.join()).toContain(refused.reason)
    expect(found.problems.join()).toContain('was accepted')
  })
})

describe('what could not be asked', () => {
  const unasked = ['registry r.test could not be asked: it is down.']

  test.each<[string, Partial<Policy>]>([
    ['under refuse', {}],
    ['with denyOpen', { ...SIGNED, otherStatements: 'ignore' }],
  ])('makes it unknown %s', (_name, policy) => {
    const found = verdictOn([judged(INDEX), scanAt(INDEX, 1)], policy, { unasked })
    expect(found).toMatchObject({ outcome: 'unknown', problems: unasked })
  })

  test('is a note beside enough under ignore', () => {
    const found = verdictOn([judged(INDEX)], { otherStatements: 'ignore' }, { unasked })
    expect(found).toMatchObject({ outcome: 'verified', problems: [], notes: unasked })
  })

  test('is unknown without enough under ignore', () => {
    const found = verdictOn([judged(AMD64)], { otherStatements: 'ignore' }, { unasked })
    expect(found.outcome).toBe('unknown')
    expect(found.problems).toHaveLength(2)
  })
})

describe('scans', () => {
  test.each<[string, readonly JudgedStatement[], string]>([
    ['clean at the index', [scanAt(INDEX, 5)], 'verified'],
    ['clean at each platform', [scanAt(AMD64, 5, 'HIGH'), scanAt(ARM64, 5)], 'verified'],
    ['missing at a platform', [scanAt(AMD64, 5)], 'unattested'],
    ['missing', [], 'unattested'],
    ['bad at a platform', [scanAt(AMD64, 5), scanAt(ARM64, 5, 'CRITICAL')], 'refused'],
    ['bad at the index', [scanAt(INDEX, 5, 'LOW', 'CRITICAL')], 'refused'],
    ['of unknown severity', [scanAt(INDEX, 5, 'UNKNOWN')], 'refused'],
    ['bad, then clean', [scanAt(INDEX, 9, 'CRITICAL'), scanAt(INDEX, 5)], 'verified'],
    ['clean, then bad', [scanAt(INDEX, 9), scanAt(INDEX, 5, 'CRITICAL')], 'refused'],
    ['clean and bad at once', [scanAt(INDEX, 5), scanAt(INDEX, 5, 'CRITICAL')], 'refused'],
    [
      'clean at platforms, then bad at the index',
      [scanAt(AMD64, 9), scanAt(ARM64, 9), scanAt(INDEX, 5, 'CRITICAL')],
      'refused',
    ],
    [
      'bad at the index, then clean at platforms',
      [scanAt(INDEX, 9, 'CRITICAL'), scanAt(AMD64, 5), scanAt(ARM64, 5)],
      'verified',
    ],
    [
      'bad at a platform, then clean at the index',
      [scanAt(AMD64, 9, 'CRITICAL'), scanAt(INDEX, 5)],
      'refused',
    ],
  ])('%s', (_name, scans, outcome) => {
    for (const otherStatements of ['refuse', 'ignore'] as const)
      expect(verdictOn([judged(INDEX), ...scans], { ...SIGNED, otherStatements }).outcome).toBe(
        outcome,
      )
  })

  test('are marked with what they tell', () => {
    const found = verdictOn([judged(INDEX), scanAt(INDEX, 5, 'CRITICAL')], SIGNED)
    expect(found.statements[1]?.refused).toEqual({
      refusal: 'vulnerabilities',
      reason:
        'It tells of open vulnerabilities: CVE-2026-1 (critical); expected none that is critical or worse, or of unknown severity.',
    })
    expect(found.problems[0]).toContain('attest a new scan')
  })

  test('that decide have to be readable', () => {
    const unreadable = judged(INDEX, { predicateType: VULNS, signedAt: at(1), predicate: {} })
    for (const otherStatements of ['refuse', 'ignore'] as const) {
      const found = verdictOn([judged(INDEX), scanAt(INDEX, 5), unreadable], {
        ...SIGNED,
        otherStatements,
      })
      expect(found.outcome).toBe('refused')
      expect(found.problems.join()).toContain('Its scan cannot be read: it has no scanner.')
    }
  })

  test('that nobody asks for are not read', () => {
    expect(verdictOn([judged(INDEX), scanAt(INDEX, 5, 'CRITICAL')]).outcome).toBe('verified')
  })
})

test('problems are told up to a number', () => {
  const many = Array.from({ length: 80 }, (_none, index) =>
    judged(INDEX, {}, { refusal: 'identity', reason: `Number ${index}.` }),
  )
  const { problems } = verdictOn([judged(INDEX), ...many])
  expect(problems).toHaveLength(51)
  expect(problems.at(-1)).toBe('There are 30 more problems.')
})
