import { distinct, parseCheck } from '@ci-kit/docker-cache/progress/check-result'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const located = (line: number, more = {}) => ({
  location: { ...more, ranges: [{ start: { line }, end: { line } }] },
})
const warning = (line: number, change = {}) => ({
  ruleName: 'JSONArgsRecommended',
  description: 'JSON arguments recommended',
  url: 'https://docs.docker.com/go/dockerfile/rule/json-args-recommended/',
  detail: 'JSON arguments recommended for CMD',
  ...located(line),
  ...change,
})
/** As buildx 0.31.1 answers. */
const answer = (change = {}) =>
  JSON.stringify(
    { warnings: null, sources: [{ filename: 'docker/Dockerfile' }], ...change },
    null,
    2,
  )

const FINDING = {
  rule: 'JSONArgsRecommended',
  text: 'JSON arguments recommended for CMD',
  url: 'https://docs.docker.com/go/dockerfile/rule/json-args-recommended/',
  file: 'docker/Dockerfile',
  line: 5,
}

describe('a check', () => {
  test('without findings', () => {
    expect(parseCheck(answer(), 0)).toEqual({ findings: [], error: undefined })
  })

  test('with findings, each once, by line', () => {
    const warnings = [warning(5), warning(2, { detail: undefined }), warning(5)]
    expect(parseCheck(answer({ warnings }), 1).findings).toEqual([
      { ...FINDING, line: 2, text: 'JSON arguments recommended' },
      FINDING,
    ])
  })

  test('of a Dockerfile that cannot be read', () => {
    const buildError = { message: 'dockerfile parse error on line 2: RUNN', ...located(2) }
    expect(parseCheck(answer({ buildError }), 1).error).toEqual({
      rule: undefined,
      text: 'dockerfile parse error on line 2: RUNN',
      url: undefined,
      file: 'docker/Dockerfile',
      line: 2,
    })
  })

  test.each<[string, object, string | undefined]>([
    ['of the second source', located(1, { sourceIndex: 1 }), 'other'],
    ['of no source', located(1, { sourceIndex: -1 }), undefined],
    ['of a source that is not there', located(1, { sourceIndex: 7 }), undefined],
    ['without a place', { location: undefined }, undefined],
  ])('with a finding %s', (_, change, file) => {
    const sources = [{ filename: 'Dockerfile' }, { filename: 'other' }]
    const { findings } = parseCheck(answer({ warnings: [warning(1, change)], sources }), 1)
    expect(findings.map((finding) => finding.file)).toEqual([file])
  })
})

describe('what is no good answer fails:', () => {
  test('an exit code other than 0 without a finding', () => {
    expect(() => parseCheck(answer(), 1)).toThrow(/exit code 1 and without a finding/)
  })

  test.each([
    '',
    'Check complete, no warnings found.',
    '[]',
    'null',
    '{"sources":[]}',
    '{"warnings":',
  ])('%j', (text) => expect(() => parseCheck(text, 0)).toThrow(/cannot be read.*Use buildx 0\.15/))

  test('text of any kind is either read or refused with a message on one line', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json().map((json) => `{"warnings":${json}}`),
    )
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 2 }), (text, exitCode) => {
        try {
          const { findings } = parseCheck(text, exitCode)
          expect(exitCode === 0 || findings.length > 0).toBe(true)
        } catch (thrown) {
          expect(thrown instanceof Error && /buildx|exit code/.test(thrown.message)).toBe(true)
        }
      }),
    )
  })
})

test('the same finding on two platforms is one, and on another line another', () => {
  expect(distinct([FINDING, { ...FINDING }, { ...FINDING, line: 6 }])).toHaveLength(2)
})
