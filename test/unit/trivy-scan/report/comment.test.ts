import { COMMENT_LIMIT, comment } from '@ci-kit/trivy-scan/report/comment'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { text } from '../findings/arbitrary-findings.ts'
import { license, vulnerability } from '../findings/sample-findings.ts'
import { activeParts } from './inert-markdown.ts'
import { FACTS, sampleSubject } from './sample-subject.ts'
import { anySubject, assessed, subject } from './subjects.ts'

const artifact = (name: string, findings: number, passed = false) => ({
  subject: subject(
    Array.from({ length: findings }, (_, at) =>
      assessed(vulnerability({ id: `CVE-${at}`, title: 'x'.repeat(100) }), { failing: !passed }),
    ),
    { name },
  ),
  facts: { ...FACTS, passed },
})

const artifacts = (count: number, findings: number) =>
  Array.from({ length: count }, (_, at) => artifact(`app-${at}`, findings, at !== count - 1))

describe('the comment tells of an artifact', () => {
  const told = comment([{ subject: sampleSubject, facts: FACTS }])

  test.each([
    ['the verdict', '### ❌ r.test/app:1: 2 findings are high or worse'],
    ['counts', '| **all** | 1 | 3 | 1 | – | 1 |'],
    ['what fails', 'AWS Access Key ID'],
    ['what is new besides', '<summary>New, and not failing the run</summary>'],
    ['what was fixed', 'CVE-2025-1'],
  ])('%s', (_, words) => expect(told).toContain(words))

  test.each([
    ['what was there before', 'DS-0002'],
    ['what was ignored', 'CVE-2026-3'],
    ['what is not reported', 'CVE-2026-4'],
    ['licences that fail nothing', license().id],
  ])('and not %s', (_, words) => expect(told).not.toContain(words))
})

describe('the limit is kept', () => {
  test('with the tables of some artifacts', () => {
    const told = comment(artifacts(10, 300))
    expect(told.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(told).toContain('CVE-0')
    expect(told.match(/^### /gm)).toHaveLength(10)
  })

  test('without tables for many artifacts, the failing one first', () => {
    const told = comment(artifacts(200, 1))
    expect(told.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(told).not.toContain('CVE-0')
    expect(told).toMatch(/^### ❌ app-199: /)
    expect(told.match(/^### /gm)).toHaveLength(200)
    expect(told).toMatch(/\n\nThe job summary has all findings\.$/)
  })

  test('and what does not fit then is counted', () => {
    const told = comment(artifacts(2_000, 1))
    expect(told.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(told).toMatch(/^### ❌ app-1999: /)
    const shown = told.match(/^### /gm)?.length ?? 0
    expect(told).toContain(`And ${2_000 - shown} more artifacts. The job summary has all`)
  })

  test.each([
    [1, 'And 1 more artifact. '],
    [2, 'And 2 more artifacts. '],
  ])('whatever %d artifacts are called', (count, words) => {
    const nasty = '\u0000'.repeat(1_000)
    const facts = { passed: false, verdict: nasty, database: nasty, notes: [nasty] }
    const { subject } = artifact(nasty, 300)
    const told = comment(Array.from({ length: 2 + count }, () => ({ subject, facts })))
    expect(told.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(told).toContain(words)
  })
})

test('nothing from outside is markup, whatever was found', () => {
  const facts = fc.record({
    passed: fc.boolean(),
    verdict: text,
    database: text,
    notes: fc.array(text, { maxLength: 3 }),
  })
  const some = fc.array(fc.record({ subject: anySubject, facts }), { maxLength: 3 })
  fc.assert(fc.property(some, (all) => expect(activeParts(comment(all))).toBe('')))
})
