import { table } from '@ci-kit/trivy-scan/report/table'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { vulnerability } from '../findings/sample-findings.ts'
import { sampleSubject } from './sample-subject.ts'
import { anySubject, assessed, subject } from './subjects.ts'

test('the table of the log', () => {
  expect(table(sampleSubject)).toBe(
    `
Findings in r.test/app:1: 1 critical, 3 high, 1 medium, 1 unknown

In app/.env:
  SEVERITY  ID                 WHERE       FIX        PLATFORMS
  CRITICAL  aws-access-key-id  app/.env:3  revoke it  linux/amd64 linux/arm64  FAILS, introduced

In alpine 3.20.0:
  SEVERITY  ID          WHERE          FIX       PLATFORMS
  HIGH      CVE-2026-1  musl 1.2.5-r0  1.2.5-r1  linux/amd64  FAILS, introduced, known exploited, EPSS 42.0 %

In Node.js:
  SEVERITY  ID          WHERE           FIX                PLATFORMS
  HIGH      CVE-2026-2  @org/lib 1.0.0  will not be fixed  linux/amd64  newly published

In OS Packages:
  SEVERITY  ID            WHERE  FIX  PLATFORMS
  HIGH      GPL-3.0-only  bash   -    linux/amd64

In Dockerfile:
  SEVERITY  ID       WHERE       FIX                                   PLATFORMS
  MEDIUM    DS-0002  Dockerfile  Add 'USER <non root user name>' line  linux/amd64 linux/arm64

And 1 finding that report-severity or ignore-unfixed leaves out.

Ignored, 1 in all:
  LOW CVE-2026-3 in musl 1.2.5-r0 (ignore file, team-web, until 2026-12-31): not reachable
`.trim(),
  )
})

test('nothing found', () =>
  expect(table(subject([]))).toBe('Findings in r.test/app:1: no findings'))

describe('of many', () => {
  const ignored = { by: 'vex', reason: 'r', owner: '', expires: '' } as const
  const many = (count: number, over: Parameters<typeof assessed>[1] = {}) =>
    Array.from({ length: count }, (_, at) => assessed(vulnerability({ id: `CVE-${at}` }), over))

  test.each([
    ['findings', many(500), '', undefined],
    ['findings', many(501), 'And 1 more finding, which the reports have.', undefined],
    ['findings', many(502), 'And 2 more findings, which the reports have.', undefined],
    ['hidden findings', many(2, { reported: false }), 'And 2 findings that report-sev', undefined],
    ['ignored findings', many(51, { suppression: ignored }), 'And 1 more ignored finding.', 51],
    ['ignored findings', many(52, { suppression: ignored }), 'And 2 more ignored findings.', 52],
  ])('%s the rest is counted: %#', (_, findings, note, all) => {
    const text = table(subject(findings))
    expect(text).toContain(note)
    expect(text.includes('And ')).toBe(note !== '')
    expect(text.split('\n').length).toBeLessThan(510)
    if (all !== undefined) expect(text).toContain(`Ignored, ${all} in all:`)
  })
})

test('every line is a line of the table, whatever was found', () => {
  fc.assert(
    fc.property(anySubject, (one) => {
      for (const line of table(one).split('\n')) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202e]/u)
        expect(line).toMatch(/^(?:$|Findings in |In |And |Ignored, | {2}\S)/)
        expect(line.length).toBeLessThan(1_500)
      }
    }),
  )
})
