import type { Assessed } from '@ci-kit/trivy-scan/findings/assessed'
import { summary } from '@ci-kit/trivy-scan/report/summary'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { text } from '../findings/arbitrary-findings.ts'
import { license, secret, vulnerability } from '../findings/sample-findings.ts'
import { activeParts } from './inert-markdown.ts'
import { FACTS, sampleSubject } from './sample-subject.ts'
import { anySubject, assessed, scan, subject } from './subjects.ts'

const lines = (markdown: string) => markdown.split('\n')
const many = (count: number, over: Partial<Assessed> = {}): readonly Assessed[] =>
  Array.from({ length: count }, (_, at) => assessed(vulnerability({ id: `CVE-${at}` }), over))

describe('the summary tells', () => {
  const told = summary(sampleSubject, FACTS)

  test.each([
    ['the verdict', '### ❌ r.test/app:1: 2 findings are high or worse and were introduced.'],
    ['what was scanned', '- Scanned: <code>r.test/app&#64;<!-- -->sha256:1</code>'],
    ['the baseline', '- Baseline: <code>r.test/app&#64;<!-- -->sha256:0</code>'],
    ['the age of the database', '- The database is 3 h old.'],
    ['notes', '- A &#60;note&#62;.'],
    ['counts', '| **all** | 1 | 3 | 1 | – | 1 |'],
    ['what is new', '| introduced | 1 | 1 | – | – | – |'],
    ['what was published', '| newly published | – | 1 | – | – | – |'],
    ['what is fixed', '| fixed | – | 1 | – | – | – |'],
    ['each platform', '| linux/arm64 | 1 | – | 1 | – | – |'],
    [
      'what fails',
      '| 🟧 high | [CVE-2026-1](https://avd.aquasec.com/nvd/cve-2026-1)<br>musl: overflow | <code>musl 1.2.5-r0</code> | 1&#46;2.5-r1 | alpine 3.20.0 | introduced, known exploited, EPSS 42.0 %, only linux/amd64 |',
    ],
    ['what else was found', '<details><summary>2 other findings</summary>'],
    [
      'what is not shown',
      '<code>report-severity</code> or <code>ignore-unfixed</code> leaves out 1 finding.',
    ],
    ['what is gone', '<details><summary>1 fixed since the baseline</summary>'],
    ['licences', '| GPL-3.0-only | restricted | 1 | <code>bash</code> |  |'],
    [
      'what was ignored, and why',
      '| 🟦 low | [CVE-2026-3](https://avd.aquasec.com/nvd/cve-2026-1)<br>musl: overflow | <code>musl 1.2.5-r0</code> | ignore file, team-web, until 2026-12-31 | not reachable |',
    ],
  ])('%s', (_, line) => expect(lines(told)).toContain(line))

  test('once that an operating system gets no more updates', () => {
    expect(told.match(/gets no more security updates/g)).toHaveLength(1)
    expect(told).toContain('⚠️ alpine 3.20.0 gets no more security updates')
  })

  test('nothing that is not there', () => {
    const bare = summary(subject([], { reference: '' }), {
      ...FACTS,
      passed: true,
      database: '',
      notes: [],
    })
    expect(bare).toBe(
      `### ✅ r.test/app:1: 2 findings are high or worse and were introduced.

|  | 🟥 critical | 🟧 high | 🟨 medium | 🟦 low | ⬜ unknown |
| --- | --- | --- | --- | --- | --- |
| **all** | – | – | – | – | – |`,
    )
  })
})

describe('numbers and their nouns agree', () => {
  test.each<[string, readonly Assessed[], string]>([
    ['one other', many(1), '<summary>1 other finding</summary>'],
    ['two others', many(2), '<summary>2 other findings</summary>'],
    ['two left out', many(2, { reported: false }), 'leaves out 2 findings.'],
    [
      'one more that fails',
      many(201, { failing: true }),
      'And 1 more finding, which other reports have.',
    ],
    [
      'two more that fail',
      many(202, { failing: true }),
      'And 2 more findings, which other reports have.',
    ],
    [
      'one more that is ignored',
      many(51, { suppression: { by: 'vex', reason: '', owner: '', expires: '' } }),
      'And 1 more ignored finding, which other reports have.',
    ],
  ])('%s', (_, findings, words) => expect(summary(subject(findings), FACTS)).toContain(words))
})

describe('the size', () => {
  const nasty = '<|[`@\u0000'.repeat(2_000)
  const found = (at: number, over: Partial<Assessed>) =>
    assessed(
      vulnerability({
        id: `${at}${nasty}`,
        title: nasty,
        packageName: nasty,
        packagePath: nasty,
        fixedVersion: nasty,
        url: `https://a.test/${'x'.repeat(1_900)}`,
      }),
      over,
    )
  const ignored = { by: 'ignore-file', reason: nasty, owner: nasty, expires: nasty } as const

  test('stays below a quarter of what a step may write, whatever is in it', () => {
    const findings = Array.from({ length: 3_000 }, (_, at) => [
      found(at, { failing: true, standing: 'introduced' }),
      found(at, {}),
      found(at, { suppression: ignored }),
      assessed(license({ id: `${at}${nasty}`, packageName: nasty, category: nasty })),
    ]).flat()
    const fixed = findings.slice(0, 300).map(({ finding }) => finding)
    const scans = [scan(nasty, { operatingSystem: nasty, endOfLife: true })]
    const whole = summary(
      subject(findings, { name: nasty, reference: nasty, baseline: nasty, fixed, scans }),
      { passed: false, verdict: nasty, database: nasty, notes: [nasty] },
    )
    expect(Buffer.byteLength(whole)).toBeLessThan(256 * 1024)
    expect(activeParts(whole)).toBe('')
  })

  test('of a row that does not fit: it is counted', () => {
    const findings = [
      assessed(secret(), { failing: true }),
      ...Array.from({ length: 20 }, (_, at) => found(at, { failing: true })),
    ]
    const whole = summary(subject(findings), FACTS)
    expect(whole).toContain('aws-access-key-id')
    const rows = lines(whole).filter((line) => line.startsWith('| 🟧 high')).length
    expect(rows).toBeLessThan(20)
    expect(whole).toContain(`And ${20 - rows} more finding`)
  })
})

test('nothing from outside is markup, whatever was found', () => {
  const facts = fc.record({
    passed: fc.boolean(),
    verdict: text,
    database: text,
    notes: fc.array(text, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(anySubject, facts, (one, said) => expect(activeParts(summary(one, said))).toBe('')),
  )
})

test.each([
  '<img src=x>',
  'a | b',
  '[a](http://b.test)',
  '*a*',
  '`a`',
  '@octo',
  '#1',
  'https://a.test',
  'a\u202eb',
])('which is noticed: %s', (markup) => {
  const header = '| a | b |\n| --- | --- |\n'
  expect(activeParts(`${header}| ${markup} | x |`)).not.toBe('')
})
