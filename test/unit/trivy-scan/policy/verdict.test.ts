import type { Finding, Subject } from '@ci-kit/trivy-scan/findings/finding'
import { assess } from '@ci-kit/trivy-scan/policy/assess'
import { parseFailOn } from '@ci-kit/trivy-scan/policy/fail-on'
import type { IgnoreEntry } from '@ci-kit/trivy-scan/policy/ignore-entry'
import { ignoreIndex } from '@ci-kit/trivy-scan/policy/ignored'
import { verdict } from '@ci-kit/trivy-scan/policy/verdict'
import { expect, test } from '@jest/globals'
import { GIVEN, license, rules, scan, subject, vulnerability } from './samples.ts'

const assessed = (found: readonly Finding[], given: Partial<Subject> = {}, isCompared = false) =>
  assess(
    subject(given),
    found,
    rules({ failOn: parseFailOn('high', GIVEN) }),
    isCompared ? { name: 'main', findings: [], scans: [scan()], sameDatabase: true } : undefined,
  )

const NO_RULES = { expired: [] }
const cve = (number: number, given: Partial<Parameters<typeof vulnerability>[0]> = {}) =>
  vulnerability({ id: `CVE-2026-000${number}`, ...given })

test('nothing found passes', () => {
  expect(verdict([assessed([])], NO_RULES)).toEqual({
    verdict: 'pass',
    counts: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, UNKNOWN: 0 },
    introduced: 0,
    newlyPublished: 0,
    existing: 0,
    fixed: 0,
    failing: 0,
    suppressed: 0,
    reasons: [],
    message: 'The scan passes: 0 findings, none of which fails the run.',
  })
})

test('what does not fail is counted and passes', () => {
  expect(verdict([assessed([cve(1, { severity: 'LOW' })])], NO_RULES)).toMatchObject({
    verdict: 'pass',
    counts: { LOW: 1 },
    message: 'The scan passes: 1 finding, none of which fails the run.',
  })
})

test('there is a sentence for each severity of each artifact', () => {
  const twice = [cve(1), cve(1, { target: 'b' }), cve(2), cve(3, { severity: 'CRITICAL' })]
  const second = { name: 'b', reference: 'registry.test/b@sha256:bb' }
  const said = verdict([assessed(twice, {}, true), assessed([cve(4)], second)], NO_RULES)
  expect(said).toMatchObject({ verdict: 'fail', failing: 5, introduced: 4, counts: { HIGH: 4 } })
  expect(said.reasons).toEqual([
    '1 CRITICAL introduced (CVE-2026-0003) in registry.test/app@sha256:aa.',
    '3 HIGH introduced (CVE-2026-0001, CVE-2026-0002) in registry.test/app@sha256:aa.',
    '1 HIGH found (CVE-2026-0004) in registry.test/b@sha256:bb.',
  ])
  expect(said.message).toBe(
    `The scan fails. ${said.reasons.join(' ')} Update what has a fix, or write an entry with 'owner' and 'expired_at' into an ignore file.`,
  )
})

test('long lists are cut, and the message with them', () => {
  const many = [1, 2, 3, 4, 5, 6, 7].map((number) => cve(number))
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => assessed(many, { reference: name }))
  const { reasons, message } = verdict(five, NO_RULES)
  expect(reasons[0]).toBe(
    '7 HIGH found (CVE-2026-0001, CVE-2026-0002, CVE-2026-0003, CVE-2026-0004, CVE-2026-0005 and 2 more) in a.',
  )
  expect(message).toContain('2 more reasons are in the reports.')
  expect(message).not.toContain('found in d')
  expect(verdict(five.slice(1), NO_RULES).message).toContain('1 more reason is in the reports.')
})

test('a licence is named with its package', () => {
  expect(verdict([assessed([license({ severity: 'HIGH' })])], NO_RULES).reasons).toEqual([
    '1 HIGH found (GPL-3.0-only of bash) in registry.test/app@sha256:aa.',
  ])
})

const EXPIRED: IgnoreEntry = {
  kind: 'vulnerability',
  id: 'CVE-2020-1',
  paths: [],
  purls: [],
  statement: '',
  owner: 'team-web',
  expires: '2026-01-01',
  file: '.trivyignore.yaml',
  line: 7,
}

test('an expired entry fails the run, even with nothing found and no gate', () => {
  const none = assess(subject(), [], rules(), undefined)
  const said = verdict([none], { expired: [EXPIRED] })
  expect(said).toMatchObject({ verdict: 'fail', failing: 0 })
  expect(said.message).toBe(
    "The scan fails. .trivyignore.yaml:7: the entry for CVE-2020-1 (owner team-web) expired on 2026-01-01. Remove it, or let its owner set a new 'expired_at'.",
  )
})

test('suppressed findings are counted apart', () => {
  const entry = { ...EXPIRED, id: 'CVE-2026-0001', expires: '2099-01-01' }
  const given = rules({ failOn: parseFailOn('any', GIVEN), ignores: ignoreIndex([entry]) })
  expect(verdict([assess(subject(), [cve(1)], given, undefined)], NO_RULES)).toMatchObject({
    verdict: 'pass',
    suppressed: 1,
    counts: { HIGH: 0 },
  })
})

test('the message is one line whatever the texts are', () => {
  const hostile = 'CVE-1\n::error::x\r\u202e'.padEnd(5000, 'y')
  const found = [vulnerability({ id: hostile }), license({ id: hostile, packageName: hostile })]
  const { message } = verdict([assessed(found, { reference: `a\n${hostile}` })], NO_RULES)
  expect(message).not.toMatch(/[\n\r\u202e]/)
  expect(message.length).toBeLessThan(1500)
})
