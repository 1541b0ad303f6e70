import { resultOf } from '@ci-kit/trivy-scan/artifact/result'
import type { ScannedArtifact } from '@ci-kit/trivy-scan/artifact/scan-artifacts'
import type { AssessedSubject } from '@ci-kit/trivy-scan/findings/assessed'
import type { IgnoreEntry } from '@ci-kit/trivy-scan/policy/ignore-entry'
import { tellBlindSpots, tellDoubts, tellUnmatched } from '@ci-kit/trivy-scan/tell'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../docker-cache/fake-ports.ts'
import { policyOf, scannedOf } from './artifact/scanned.ts'
import { license, vulnerability } from './findings/sample-findings.ts'
import { inputsOf } from './inputs/parsed.ts'
import { packageOf } from './policy/samples.ts'
import { assessed, scan, subject } from './report/subjects.ts'

const RULES = { expired: [], database: '' }
const resultFor = (
  of: AssessedSubject,
  scanned: Partial<ScannedArtifact> = {},
  notes: readonly string[] = [],
) => resultOf({ ...scannedOf([]), ...scanned }, of, [{ text: '', categories: [], notes }], RULES)

const told = (tell: (log: ReturnType<typeof memoryLog>['log']) => void) => {
  const { log, annotations } = memoryLog()
  tell(log)
  return annotations.map(({ level, text }) => `${level}: ${text}`)
}

describe('doubts', () => {
  test('on the scan, the baseline and the SARIF are told with the name', () => {
    const baseline = { name: 'old', findings: [], scans: [scan('linux/arm64')], sameDatabase: true }
    const result = resultFor(subject([]), { baseline, notes: ['No lock file.'] }, [
      'SARIF was cut.',
    ])
    expect(told((log) => tellDoubts([result], log))).toEqual([
      'warning: r.test/app:1: No lock file.',
      expect.stringMatching(/^warning: The baseline old has no linux\/amd64: /),
      'notice: SARIF was cut.',
    ])
  })

  test('are none where there are none', () =>
    expect(told((log) => tellDoubts([resultFor(subject([]))], log))).toEqual([]))
})

describe('blind spots', () => {
  const epss = { scores: new Map([['CVE-2026-1', 0.5]]), scoredAt: undefined }
  const found = subject([
    assessed(vulnerability()),
    assessed(vulnerability({ id: 'CVE-2026-2' })),
    assessed(license()),
  ])
  const spots = (given: Readonly<Record<string, string>>, of = found, scores = true) => {
    const { gate } = inputsOf({ 'epss-file': 'e.csv', ...given })
    const { rules } = policyOf({ epss: scores ? epss : undefined })
    return told((log) => tellBlindSpots([resultFor(of)], gate, rules, log))
  }

  test('of the scores are counted, where the gate asks for them', () => {
    expect(spots({ 'fail-on': 'critical, high+epss>=0.1' })).toEqual([
      "notice: The list of EPSS scores has none for 1 vulnerability, so no 'epss' in 'fail-on' holds for them.",
    ])
    expect(spots({ 'fail-on': 'epss>=0' })).toHaveLength(1)
    expect(spots({ 'fail-on': 'critical' })).toEqual([])
    expect(spots({ 'fail-on': 'epss>=0.1' }, subject([assessed(vulnerability())]))).toEqual([])
    expect(spots({ 'fail-on': 'epss>=0.1' }, found, false)).toEqual([])
  })

  test('of the licences are counted, where some are denied', () => {
    const silent = packageOf()
    const packages = [silent, { ...silent, licenses: ['MIT'] }, silent]
    const of = subject([], { scans: [scan('linux/amd64', { packages })] })
    const denied = { scanners: 'license', 'license-deny': 'GPL-3.0' }
    expect(spots(denied, of)).toEqual([
      "notice: 2 packages told no licence, so 'license-deny' does not hold for them.",
    ])
    expect(spots(denied, subject([]))).toEqual([])
    expect(spots({ ...denied, 'fail-on': 'none' }, subject([]))).toEqual([
      "notice: Input 'license-deny' only shows what is denied, because 'fail-on' is 'none'.",
    ])
    expect(spots({ scanners: 'license' }, of)).toEqual([])
  })
})

test('entries that match nothing are told at their line, others not', () => {
  const entry = (id: string, line: number): IgnoreEntry => ({
    ...{ kind: 'vulnerability', id, paths: [], purls: [], statement: '', owner: 'web' },
    ...{ expires: '2026-12-31', file: 'ignore.yaml', line },
  })
  const { log, annotations } = memoryLog()
  const results = [resultFor(subject([])), resultFor(subject([assessed(vulnerability())]))]
  tellUnmatched([entry('CVE-2026-1', 2), entry('CVE-2026-9', 6)], results, log)
  expect(annotations).toEqual([
    {
      level: 'notice',
      text: expect.stringMatching(/^ignore\.yaml:6: the entry for CVE-2026-9 matches nothing/),
      at: { file: 'ignore.yaml', line: 6 },
    },
  ])
})
