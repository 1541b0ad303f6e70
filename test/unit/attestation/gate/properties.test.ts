import { assess } from '@ci-kit/attestation/gate/assess'
import { judge } from '@ci-kit/attestation/gate/judge'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import { requiredPredicates, requiredTypes } from '@ci-kit/attestation/gate/required-predicates'
import type { JudgedStatement, Outcome } from '@ci-kit/attestation/gate/verdict'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  AMD64,
  ARM64,
  DAY,
  IMAGE,
  INDEX,
  NOW,
  POLICY,
  PROVENANCE,
  SINGLE,
  SPDX,
  scan,
  statement,
  VULNS,
  WORKFLOW,
} from './samples.ts'

const policies: fc.Arbitrary<Policy> = fc
  .record({
    otherStatements: fc.constantFrom('refuse' as const, 'ignore' as const),
    denyOpen: fc.option(fc.constantFrom('critical' as const, 'low' as const)),
    maxAgeMs: fc.option(fc.constant(DAY)),
    sbom: fc.boolean(),
  })
  .map(({ otherStatements, denyOpen, maxAgeMs, sbom }) => ({
    ...POLICY,
    otherStatements,
    ...(denyOpen !== null && { denyOpen }),
    ...(maxAgeMs !== null && { maxAgeMs }),
    predicates: sbom ? [...POLICY.predicates, { name: 'sbom', types: [SPDX] }] : POLICY.predicates,
  }))

/** What is found somewhere, in all shades. */
const shade = fc.record({
  at: fc.constantFrom(INDEX, AMD64, ARM64),
  subjects: fc.constantFrom([INDEX, AMD64, ARM64], [INDEX, AMD64, ARM64], [AMD64]),
  predicateType: fc.constantFrom(PROVENANCE, PROVENANCE, SPDX, VULNS, 'https://other.test'),
  identity: fc.constantFrom(WORKFLOW, WORKFLOW, WORKFLOW, 'somebody@else.test'),
  runner: fc.constantFrom('github-hosted', 'github-hosted', 'self-hosted'),
  signedAt: fc
    .constantFrom(1, 2, 3, 60 * 48, -60)
    .map((minutes) => new Date(NOW - minutes * 60_000)),
  predicate: fc.constantFrom(scan(), scan(), scan('HIGH'), scan('CRITICAL'), {}),
  unverified: fc.constantFrom(false, false, false, false, true),
})

type Found = typeof shade extends fc.Arbitrary<infer T> ? T : never

/** What nothing is wrong with, so that green is met often enough. */
const good: fc.Arbitrary<Found> = shade.map((one) => ({
  ...one,
  subjects: [INDEX, AMD64, ARM64],
  identity: WORKFLOW,
  runner: 'github-hosted',
  signedAt: new Date(NOW - 60_000),
  predicate: scan(),
  unverified: false,
}))

const found = fc.oneof({ arbitrary: good, weight: 8 }, { arbitrary: shade, weight: 1 })

const judgedIn = (one: Found, policy: Policy): JudgedStatement => {
  const place = { subject: one.at, where: 'registry' }
  if (one.unverified)
    return { ...place, refused: { refusal: 'signature', reason: 'It is forged.' } }
  const { identity, runner, ...change } = one
  const verified = statement({ ...change, signer: { identity, runner } })
  const refused = judge(verified, {
    subject: one.at,
    policy,
    types: requiredTypes(policy),
    now: NOW,
  })
  return { ...place, verified, ...(refused !== undefined && { refused }) }
}

const outcomeOf = (
  statements: readonly JudgedStatement[],
  policy: Policy,
  subject = IMAGE,
): Outcome => assess(subject, { statements, unasked: [], asked: ['registry'] }, policy).outcome

const some = fc.array(found, { maxLength: 8 })
const subjects = fc.constantFrom(IMAGE, SINGLE)
const RUNS = { numRuns: 600 }

test('nothing is green without an accepted statement of each kind at the index or at all platforms', () => {
  const met = { green: 0, red: 0 }
  fc.assert(
    fc.property(some, policies, subjects, (all, policy, subject) => {
      const statements = all.map((one) => judgedIn(one, policy))
      const isGreen = outcomeOf(statements, policy, subject) === 'verified'
      met[isGreen ? 'green' : 'red'] += 1
      if (!isGreen) return
      for (const { types } of requiredPredicates(policy)) {
        const places = statements
          .filter(({ refused }) => refused === undefined)
          .filter(({ verified }) => types.includes(verified?.statement.predicateType ?? ''))
          .map((one) => one.subject)
        const isAtAll =
          subject.platforms.length > 0 && [AMD64, ARM64].every((one) => places.includes(one))
        expect(places.includes(INDEX) || isAtAll).toBe(true)
      }
    }),
    RUNS,
  )
  expect(met.green).toBeGreaterThan(20)
  expect(met.red).toBeGreaterThan(20)
})

test('something refused under refuse, other than for its kind or age, is never green', () => {
  fc.assert(
    fc.property(some, policies, (all, policy) => {
      const statements = all.map((one) => judgedIn(one, policy))
      const isBad = statements.some(
        ({ refused }) => refused !== undefined && !['predicate', 'age'].includes(refused.refusal),
      )
      if (isBad && policy.otherStatements === 'refuse')
        expect(outcomeOf(statements, policy)).toBe('refused')
    }),
    RUNS,
  )
})

test('one more statement that is not accepted never turns red to green', () => {
  fc.assert(
    fc.property(some, found, policies, (all, one, policy) => {
      const statements = all.map((each) => judgedIn(each, policy))
      const added = judgedIn(one, policy)
      fc.pre(added.refused !== undefined)
      if (outcomeOf(statements, policy) !== 'verified')
        expect(outcomeOf([...statements, added], policy)).not.toBe('verified')
    }),
    RUNS,
  )
})

test('one more statement turns green to red only under refuse, or as a scan', () => {
  fc.assert(
    fc.property(some, found, policies, (all, one, policy) => {
      const statements = all.map((each) => judgedIn(each, policy))
      fc.pre(policy.otherStatements === 'ignore' && one.predicateType !== VULNS)
      if (outcomeOf(statements, policy) === 'verified')
        expect(outcomeOf([...statements, judgedIn(one, policy)], policy)).toBe('verified')
    }),
    RUNS,
  )
})

test('the order of statements does not matter', () => {
  const shuffled = some.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  )
  fc.assert(
    fc.property(shuffled, policies, subjects, ([all, other], policy, subject) => {
      const [one, two] = [all, other].map((each) =>
        outcomeOf(
          each.map((of) => judgedIn(of, policy)),
          policy,
          subject,
        ),
      )
      expect(two).toBe(one)
    }),
    RUNS,
  )
})

test('what could not be asked is never green under refuse', () => {
  fc.assert(
    fc.property(some, policies, (all, policy) => {
      const statements = all.map((one) => judgedIn(one, policy))
      const known = { statements, unasked: ['It is down.'], asked: ['registry'] }
      const { outcome } = assess(IMAGE, known, policy)
      if (policy.otherStatements === 'refuse' || policy.denyOpen !== undefined)
        expect(outcome).toBe('unknown')
      else expect(['unknown', 'verified']).toContain(outcome)
    }),
    RUNS,
  )
})
