import { UserError } from '@ci-kit/core/errors'
import { SEVERITIES } from '@ci-kit/trivy-scan/findings/finding'
import { parseFailOn } from '@ci-kit/trivy-scan/policy/fail-on'
import { failsOn } from '@ci-kit/trivy-scan/policy/fail-on-term'
import { parseReportSeverity } from '@ci-kit/trivy-scan/policy/report-severity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { GIVEN, license, misconfiguration, secret, someFinding, vulnerability } from './samples.ts'

const UNKNOWN = { knownExploited: false, epss: undefined }
const fails = (text: string, finding = vulnerability(), known = UNKNOWN) =>
  failsOn(parseFailOn(text, GIVEN), finding, known)

const critical = vulnerability({ severity: 'CRITICAL' })
const low = vulnerability({ severity: 'LOW' })
const unknown = vulnerability({ severity: 'UNKNOWN' })
const unfixed = vulnerability({ fixedVersion: '', status: 'affected' })

describe('what fails:', () => {
  test.each([
    ['high', critical, true],
    ['high', vulnerability(), true],
    ['high', low, false],
    ['HIGH', vulnerability(), true],
    ['CRITICAL,HIGH', vulnerability(), true],
    ['CRITICAL,HIGH', low, false],
    ['critical', vulnerability(), false],
    ['unknown', unknown, true],
    ['low', unknown, false],
    ['any', unknown, true],
    ['none', critical, false],
    ['NONE', critical, false],
    ['fixable', unfixed, false],
    ['fixable', low, true],
    ['high+fixable', unfixed, false],
    ['high + fixable', vulnerability(), true],
    ['critical, high+fixable', vulnerability(), true],
    ['critical\nhigh+fixable', unfixed, false],
    ['critical,\n# a remark, of course\nlow', low, true],
    ['high,', vulnerability(), true],
    ['any+fixable', low, true],
    ['vulnerability', low, true],
    ['vulnerability+critical', vulnerability(), false],
  ])('%j for a vulnerability: %#', (text, finding, expected) => {
    expect(fails(text, finding)).toBe(expected)
  })

  test.each([
    ['high', misconfiguration(), true],
    ['high', secret(), true],
    ['high', license(), true],
    ['secret', secret({ severity: 'LOW' }), true],
    ['secret', misconfiguration(), false],
    ['critical+secret', secret(), false],
    ['misconfiguration', misconfiguration(), true],
    ['license', license(), true],
    ['fixable', secret(), false],
    ['kev', license(), false],
  ])('%j for other kinds: %#', (text, finding, expected) => {
    expect(failsOn(parseFailOn(text, GIVEN), finding, { ...UNKNOWN, knownExploited: true })).toBe(
      expected,
    )
  })

  test.each([
    ['kev', { knownExploited: true, epss: undefined }, true],
    ['kev', { knownExploited: false, epss: 1 }, false],
    ['kev+fixable', { knownExploited: true, epss: undefined }, true],
    ['epss>=0.7', { knownExploited: false, epss: 0.7 }, true],
    ['EPSS >= .7', { knownExploited: false, epss: 0.71 }, true],
    ['epss>=0.7', { knownExploited: false, epss: 0.69 }, false],
    ['epss>=0', { knownExploited: false, epss: undefined }, false],
    ['epss>=1', { knownExploited: false, epss: 1 }, true],
    ['critical+epss>=0.5', { knownExploited: false, epss: 0.9 }, false],
  ])('%j with what the lists say: %#', (text, known, expected) => {
    expect(failsOn(parseFailOn(text, GIVEN), vulnerability(), known)).toBe(expected)
  })
})

describe('what is refused:', () => {
  test.each([
    ['', "Input 'fail-on' is empty. Write 'none'"],
    [' ,\n# high', "Input 'fail-on' is empty"],
    ['none, high', "'none' beside other terms"],
    ['none+high', "the condition 'none', which is none. Use critical, high"],
    ['hihg', "term 'hihg', has the condition 'hihg', which is none. Use critical, high, medium"],
    ['high+', "has the condition '', which is none"],
    ['high++kev', "has the condition ''"],
    ['critical+high', 'names more than one severity. Part them by a comma'],
    ['secret+license', 'names more than one kind'],
    ['epss>=0.1+epss>=0.2', 'names more than one epss'],
    ['secret+fixable', 'never holds: no secret is fixable'],
    ['kev+misconfiguration', 'never holds: no misconfiguration'],
    ['epss', "Write it as 'epss>=0.5'"],
    ['epss>0.5', "Write it as 'epss>=0.5'"],
    ['epss>=1.1', 'a probability from 0 to 1'],
    ['epss>=', 'a probability from 0 to 1'],
    ['epss>=-1', 'a probability from 0 to 1'],
    ['epss>=50%', 'a probability from 0 to 1'],
    ['epss>=0,5', "the condition '5', which is none"],
    ['high\u0000', '\\u{0}'],
  ])('%j', (text, message) => {
    expect(() => parseFailOn(text, GIVEN)).toThrow(UserError)
    expect(() => parseFailOn(text, GIVEN)).toThrow(message)
  })

  test.each([
    ['kev', { ...GIVEN, kevFile: false }, "Add 'kev-file: …'"],
    ['high, low+kev', { ...GIVEN, kevFile: false }, "term 'low+kev', needs the list"],
    ['epss>=0.5', { ...GIVEN, epssFile: false }, "Add 'epss-file: …'"],
    ['secret', { ...GIVEN, kinds: ['vulnerability'] as const }, "Add 'secret' to 'scanners'"],
    ['fixable', { ...GIVEN, kinds: ['secret'] as const }, "Add 'vuln' to 'scanners'"],
  ])('%j without what it needs', (text, given, message) => {
    expect(() => parseFailOn(text, given)).toThrow(message)
  })

  test('any text is read or refused with a UserError', () => {
    const unit = fc.constantFrom(
      'high',
      'kev',
      'none',
      'epss',
      '>=',
      '0.5',
      '+',
      ',',
      '\n',
      ' ',
      '#',
    )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit })), (text) => {
        try {
          expect(parseFailOn(text, GIVEN).terms).toBeInstanceOf(Array)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})

test('a worse severity never passes where a lesser one fails', () => {
  const condition = fc.constantFrom('any', 'fixable', 'vulnerability', 'kev', 'epss>=0.5')
  const word = fc.constantFrom('critical', 'high', 'medium', 'low', 'unknown')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, condition), { minLength: 1, maxLength: 3 }),
      someFinding,
      fc.record({ knownExploited: fc.boolean(), epss: fc.constantFrom(undefined, 0.2, 0.8) }),
      (terms, finding, known) => {
        const failOn = parseFailOn(terms.map((term) => term.join('+')).join(), GIVEN)
        const answers = SEVERITIES.map((severity) =>
          failsOn(failOn, { ...finding, severity }, known),
        )
        const [first] = answers
        // Worst first: once one passes, all lesser ones do.
        expect(answers).toEqual(answers.toSorted((one, other) => Number(other) - Number(one)))
        expect(answers.some(Boolean)).toBe(first)
      },
    ),
  )
})

describe('report-severity', () => {
  test('shows all when it is empty', () => expect(parseReportSeverity('')).toBe('UNKNOWN'))

  test.each([
    ['high', 'HIGH'],
    [' Critical ', 'CRITICAL'],
    ['CRITICAL,HIGH', 'HIGH'],
    ['LOW,CRITICAL', 'LOW'],
    ['UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL', 'UNKNOWN'],
    ['critical\nmedium', 'MEDIUM'],
  ])('%j is %s or worse', (text, expected) => expect(parseReportSeverity(text)).toBe(expected))

  test.each([
    ['severe', "Input 'report-severity' is 'severe'. Use one of critical"],
    ['high,all', "Input 'report-severity' is 'all'"],
  ])('%j is refused', (text, message) => {
    expect(() => parseReportSeverity(text)).toThrow(UserError)
    expect(() => parseReportSeverity(text)).toThrow(message)
  })
})
