import { changes, counts, countsSentence } from '@ci-kit/trivy-scan/report/counts'
import { expect, test } from '@jest/globals'
import { vulnerability } from '../findings/sample-findings.ts'
import { sampleSubject } from './sample-subject.ts'
import { assessed, subject } from './subjects.ts'

const NONE = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, UNKNOWN: 0 }

test('ignored findings do not count, others do, reported or not', () => {
  const made = counts(sampleSubject.findings)
  expect(made).toEqual({ CRITICAL: 1, HIGH: 3, MEDIUM: 1, LOW: 0, UNKNOWN: 1 })
  expect(countsSentence(made)).toBe('1 critical, 3 high, 1 medium, 1 unknown')
})

test('what ignore-unfixed leaves out does not count', () => {
  const left = assessed(vulnerability(), { leftOut: true, reported: false })
  expect(counts([left, assessed(vulnerability({ severity: 'LOW' }))])).toEqual({ ...NONE, LOW: 1 })
})

test('nothing counts as nothing', () => {
  expect(counts([])).toEqual(NONE)
  expect(countsSentence(NONE)).toBe('no findings')
})

test('changes are those of a baseline', () => {
  expect(changes(subject([assessed(vulnerability())]))).toBeUndefined()
  expect(changes(sampleSubject)).toEqual({
    introduced: { ...NONE, CRITICAL: 1, HIGH: 1 },
    newlyPublished: { ...NONE, HIGH: 1 },
    existing: { ...NONE, HIGH: 1, MEDIUM: 1, UNKNOWN: 1 },
    fixed: { ...NONE, HIGH: 1 },
  })
})
