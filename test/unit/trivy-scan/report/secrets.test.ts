import { parseReportJson } from '@ci-kit/trivy-scan/findings/parse-report'
import { withoutPrivateParts } from '@ci-kit/trivy-scan/findings/public-report'
import { comment } from '@ci-kit/trivy-scan/report/comment'
import { findingsJson } from '@ci-kit/trivy-scan/report/findings-json'
import { sarifFiles } from '@ci-kit/trivy-scan/report/sarif'
import { summary } from '@ci-kit/trivy-scan/report/summary'
import { table } from '@ci-kit/trivy-scan/report/table'
import { expect, test } from '@jest/globals'
import { reportJson } from '../findings/reports.ts'
import { FACTS } from './sample-subject.ts'
import { assessed, subject } from './subjects.ts'

const line = (content: string) => ({
  Number: 3,
  Content: content,
  Highlighted: content,
  IsCause: true,
})

/** A secret as trivy v0.74 tells it: the match is masked, the lines around it are not. */
const found = {
  RuleID: 'aws-access-key-id',
  Category: 'AWS',
  Severity: 'CRITICAL',
  Title: 'AWS Access Key ID',
  StartLine: 3,
  EndLine: 3,
  Match: 'hunter2',
  Code: { Lines: [line('KEY=hunter2'), line('OTHER=hunter2')] },
}
const check = {
  ID: 'DS-0031',
  Title: 'Secrets in ENV',
  Severity: 'CRITICAL',
  Status: 'FAIL',
  Message: 'Possible exposure of secret env "KEY"',
  CauseMetadata: { StartLine: 3, Code: { Lines: [line('ENV KEY=hunter2')] } },
}
const report = reportJson([
  {
    Target: '/app/.env',
    Class: 'secret',
    Secrets: [found],
    ExperimentalModifiedFindings: [{ Type: 'secret', Status: 'ignored', Finding: found }],
  },
  { Target: 'Dockerfile', Class: 'config', Misconfigurations: [check] },
])
const { scan } = parseReportJson(report, { platform: 'linux/amd64', digest: 'sha256:1' })
const one = subject(
  scan.findings.map((finding) => assessed(finding, { failing: true })),
  { scans: [scan], fixed: scan.findings },
)
const sarif = { source: { kind: 'image' }, trivyVersion: '0.74.0', category: 'c' } as const

test.each<[string, () => string]>([
  ['the table', () => table(one)],
  ['the summary', () => summary(one, FACTS)],
  ['the comment', () => comment([{ subject: one, facts: FACTS }])],
  ['the findings', () => findingsJson(one, { passed: false, reason: '' })],
  ['SARIF', () => sarifFiles(one, sarif)[0]?.text ?? ''],
  ["trivy's JSON as it is kept", () => JSON.stringify(withoutPrivateParts(report))],
])('%s tells of a secret, and not what it is', (_, write) => {
  expect(JSON.stringify(report)).toContain('hunter2')
  expect(write()).toContain('aws-access-key-id')
  expect(write()).toContain('DS-0031')
  expect(write()).not.toContain('hunter2')
})
