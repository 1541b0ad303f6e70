import type { JudgedStatement, SubjectVerdict } from '@ci-kit/attestation/gate/verdict'
import { digestOf } from '@ci-kit/oci/digest'
import type { Report } from '@ci-kit/verify-attestation/report/report'
import { rowsOf } from '@ci-kit/verify-attestation/report/rows'
import { failureMessage } from '@ci-kit/verify-attestation/report/sentences'
import { summary } from '@ci-kit/verify-attestation/report/summary'
import { textTable } from '@ci-kit/verify-attestation/report/text-table'
import { describe, expect, test } from '@jest/globals'
import { accepted, PROVENANCE, subjectOf, verdictOn } from './verdicts.ts'

const INDEX = digestOf(Buffer.from('index'))
const AMD64 = digestOf(Buffer.from('amd64'))

const reportOf = (subjects: readonly SubjectVerdict[], more: Partial<Report> = {}): Report => ({
  outcome: subjects[0]?.outcome ?? 'unknown',
  mode: 'enforce',
  policy: { predicates: [{ name: 'provenance', types: [PROVENANCE] }] },
  subjects,
  unresolved: [],
  ...more,
})

const good = verdictOn('verified', [accepted(INDEX)])
const refused: JudgedStatement = {
  ...accepted(INDEX),
  refused: { refusal: 'identity', reason: 'It is signed by somebody.' },
}

describe('the table', () => {
  test('has the whole chain of an accepted statement', () => {
    expect(rowsOf(reportOf([good]))).toEqual([
      {
        subject: `app ${INDEX.slice(0, 19)}`,
        platform: '',
        requirement: 'provenance',
        verdict: 'accepted',
        signer: 'org/app/.github/workflows/release.yml@refs/heads/main',
        source: `org/app refs/heads/main ${'a'.repeat(12)}`,
        time: '2026-11-01T10:00:00Z',
        logIndex: '1001',
        trustedRoot: 'root.json',
      },
    ])
  })

  test('tells refusals, what is missing and what is not known', () => {
    const verdicts = (report: Report) => rowsOf(report).map(({ verdict }) => verdict)
    expect(verdicts(reportOf([verdictOn('refused', [refused])]))).toEqual(['refused (identity)'])
    expect(verdicts(reportOf([verdictOn('unattested', [])]))).toEqual(['missing'])
    expect(verdicts(reportOf([verdictOn('unknown', [])]))).toEqual(['not known'])
    const unresolved = [{ name: 'ghcr.io/a:1', problem: 'It is down.' }]
    expect(verdicts(reportOf([], { unresolved }))).toEqual(['not known'])
  })

  test('tells nothing of what does not verify, and leaves out what is of another kind', () => {
    const at = { subject: INDEX, where: 'x' }
    const unsigned = { ...at, refused: { refusal: 'signature', reason: 'No.' } } as const
    const foreign = { ...at, refused: { refusal: 'predicate', reason: 'No.' } } as const
    const [row, missing, ...rest] = rowsOf(reportOf([verdictOn('refused', [unsigned, foreign])]))
    expect(row).toMatchObject({ verdict: 'refused (signature)', signer: '', requirement: '' })
    expect(missing).toMatchObject({ verdict: 'missing', requirement: 'provenance' })
    expect(rest).toEqual([])
  })

  test('names the platform at which a statement was found', () => {
    const platforms = [{ platform: 'linux/amd64', digest: AMD64 }]
    const subject = subjectOf('app', platforms)
    const verdict = { ...good, subject, statements: [accepted(INDEX), accepted(AMD64)] }
    expect(rowsOf(reportOf([verdict])).map(({ platform }) => platform)).toEqual([
      'index',
      'linux/amd64',
    ])
  })
})

test('a failure names what is wrong, and how much more there is', () => {
  const problems = Array.from({ length: 7 }, (_, at) => `Problem ${at}.`)
  const report = reportOf([{ ...verdictOn('refused', [refused]), problems }])
  const message = failureMessage(report)
  expect(message).toContain('Refused: of 1 subject')
  expect(message).toContain('app: Problem 4.')
  expect(message).not.toContain('Problem 5.')
  expect(message).toContain('2 more problems')
  // The log has the ones that the message leaves out.
  expect(textTable(report)).toContain('Problem 5.')
  expect(summary(report)).toContain('Problem 6.')
})

test('a warning says that the step passes, and what is verified does not', () => {
  const warned = reportOf([verdictOn('unattested', [])], { mode: 'warn' })
  expect(textTable(warned)).toContain('passes all the same')
  expect(summary(reportOf([good], { mode: 'warn' }))).not.toContain('passes all the same')
})

describe('texts from outside', () => {
  const HOSTILE = '</code>|<img src=x>\n::error::`$(x)`"]; click s0b0 "javascript:x" ```\n@org'
  const statement = accepted(INDEX, HOSTILE)
  const report = reportOf([
    {
      ...verdictOn('refused', [statement, refused]),
      subject: subjectOf(HOSTILE),
      problems: [HOSTILE],
      notes: [HOSTILE],
    },
  ])

  test('stay inert in the summary', () => {
    const text = summary(report)
    expect(text).not.toContain('<img')
    expect(text).not.toContain('</code>|')
    expect(text).not.toMatch(/^::error/m)
    // In a fence nobody is mentioned.
    expect(text.replace(/```mermaid.*```/s, '')).not.toMatch(/@org/)
    const rows = text.split('\n').filter((line) => line.startsWith('| '))
    // A bar in a name would add a cell.
    for (const row of rows) expect(row.split('|')).toHaveLength(11)
  })

  test('stay inside their boxes in the picture', () => {
    const [, picture = ''] = /```mermaid\n(.*?)```/s.exec(summary(report)) ?? []
    for (const line of picture.trim().split('\n').slice(1))
      expect(line).toMatch(
        /^ {2}s\d+b\d(?: --> s\d+b\d|\["[A-Za-z0-9 ._/:@+=?-]*<br\/>[A-Za-z0-9 ._/:@+=?-]*"\])$/,
      )
  })

  test('stay on their lines in the log', () => {
    expect(textTable(report)).not.toMatch(/^::error/m)
    expect(failureMessage(report)).not.toContain('\n')
  })
})

test('an enormous result stays readable', () => {
  const statements = Array.from({ length: 1_000 }, () => accepted(INDEX, 'x'.repeat(2_000)))
  const text = summary(reportOf([{ ...good, statements }]))
  expect(text).toContain('800 more rows')
  expect(text.length).toBeLessThan(900_000)
})
