import { UserError } from '@ci-kit/core/errors'
import { type Result, resultOf } from '@ci-kit/trivy-scan/artifact/result'
import { commentKey, markerOf } from '@ci-kit/trivy-scan/comment/comment-key'
import { stepComment, stepSummary, stepTable } from '@ci-kit/trivy-scan/step-texts'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { scannedOf } from './artifact/scanned.ts'
import { text } from './findings/arbitrary-findings.ts'
import { vulnerability } from './findings/sample-findings.ts'
import { activeParts } from './report/inert-markdown.ts'
import { anySubject, assessed, subject } from './report/subjects.ts'

const RULES = { expired: [], database: 'Today.' }
const clean = scannedOf([])

const resultFor = (
  name: string,
  findings: number,
  failing = findings > 0,
  failures: string[] = [],
) =>
  resultOf(
    { ...clean, failures: failures.map((message) => new UserError(message)) },
    subject(
      Array.from({ length: findings }, (_, at) =>
        assessed(vulnerability({ id: `CVE-${at}`, title: 'x'.repeat(100) }), { failing }),
      ),
      { name },
    ),
    [],
    RULES,
  )

const unscannedOf = (count: number, name = 'i', reason = 'no disk') =>
  Array.from({ length: count }, (_, at) => ({
    name: `${name}${at}`,
    error: new UserError(`${reason} ${at}`),
  }))

describe('the table', () => {
  test('has every artifact, and every platform and image that was not scanned', () => {
    const told = stepTable(
      [resultFor('a', 1, true, ['arm64 failed.', 's390x failed.']), resultFor('b', 0)],
      unscannedOf(1),
    )
    expect(told).toMatch(
      /^Findings in a: [\s\S]*CVE-0[\s\S]*\n\narm64 failed\.\n\ns390x failed\.\n\nFindings in b: [\s\S]*\n\ni0 could not be scanned: no disk 0$/,
    )
  })

  test('of nothing is empty', () => expect(stepTable([], [])).toBe(''))
})

describe('the summary', () => {
  test('has what is worst first', () => {
    const told = stepSummary(
      [resultFor('good', 0), resultFor('bad', 1), resultFor('half', 0, false, ['No disk.'])],
      unscannedOf(1),
      ['Not uploaded.'],
    )
    const titles = [...told.matchAll(/^### (?:❌|✅) (\w+)/gm)].map(([, name]) => name)
    expect(titles).toEqual(['i0', 'bad', 'half', 'good'])
    expect(told.match(/Not uploaded\./g)).toHaveLength(3)
    expect(told).toContain('### ❌ half: No disk.')
    expect(told.endsWith('\n')).toBe(true)
  })
})

/** GitHub's, for the body of a comment. */
const GITHUB_LIMIT = 65_536
const longestMarker = markerOf(commentKey('ü'.repeat(200), '', ''))
const sizeOf = (comment: string): number => `${longestMarker}\n${comment}`.length

describe('the comment', () => {
  test('has images that were not scanned before the others', () => {
    const told = stepComment([resultFor('a', 1)], unscannedOf(2), ['Not uploaded.'])
    expect(told).toMatch(
      /^### ❌ i0: not scanned\n\nno disk 0\n\n### ❌ i1: not scanned\n\nno disk 1\n\n### ❌ a: /,
    )
    expect(told).toContain('Not uploaded.')
  })

  test('of images that were all not scanned has no more than that', () => {
    expect(stepComment([], unscannedOf(1), [])).toBe('### ❌ i0: not scanned\n\nno disk 0')
    expect(stepComment([], [], [])).toBe('')
  })

  test('counts those that do not fit', () => {
    const told = stepComment([resultFor('a', 300)], unscannedOf(100, 'i', 'y'.repeat(450)), [])
    expect(sizeOf(told)).toBeLessThan(GITHUB_LIMIT)
    const shown = told.match(/: not scanned$/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(30)
    expect(told).toContain(`### ❌ ${100 - shown} more artifacts not scanned`)
    expect(told).toContain('### ❌ a: ')
    expect(told).toContain('CVE-0')
  })

  test.each([1, 5, 6, 40])(
    'is taken by GitHub with %d names and reasons of the worst kind',
    (count) => {
      const nasty = '\u{e0001}'.repeat(600)
      const results: Result[] = Array.from({ length: count }, () => resultFor(nasty, 300))
      const told = stepComment(results, unscannedOf(count, nasty, nasty), [nasty])
      expect(sizeOf(told)).toBeLessThan(GITHUB_LIMIT)
      expect(told).toContain('not scanned')
    },
  )

  test('is taken by GitHub, and inert, whatever the names and reasons are', () => {
    const unscanned = fc.record({
      name: text,
      error: text.map((message) => new UserError(message)),
    })
    const results = fc.array(
      fc
        .tuple(anySubject, fc.array(text, { maxLength: 2 }))
        .map(([of, failures]) =>
          resultOf(
            { ...clean, failures: failures.map((message) => new UserError(message)) },
            of,
            [],
            RULES,
          ),
        ),
      { maxLength: 3 },
    )
    const all = fc.array(unscanned, { maxLength: 12 })
    fc.assert(
      fc.property(results, all, fc.array(text, { maxLength: 2 }), (some, missing, notes) => {
        const told = stepComment(some, missing, notes)
        expect(sizeOf(told)).toBeLessThan(GITHUB_LIMIT)
        expect(activeParts(told)).toBe('')
        expect(activeParts(stepSummary(some, missing, notes))).toBe('')
      }),
    )
  })
})
