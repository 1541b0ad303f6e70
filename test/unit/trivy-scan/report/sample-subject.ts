import type { AssessedSubject } from '@ci-kit/trivy-scan/findings/assessed'
import type { ReportFacts } from '@ci-kit/trivy-scan/report/report-facts'
import {
  license,
  misconfiguration,
  npmVulnerability,
  secret,
  vulnerability,
} from '../findings/sample-findings.ts'
import { assessed, scan, subject } from './subjects.ts'

const both = ['linux/amd64', 'linux/arm64']

/** An image of two platforms with some of everything, against a baseline. */
export const sampleSubject: AssessedSubject = subject(
  [
    assessed(secret({ platforms: both }), { failing: true, standing: 'introduced' }),
    assessed(vulnerability(), {
      failing: true,
      standing: 'introduced',
      knownExploited: true,
      epss: 0.42,
    }),
    assessed(npmVulnerability({ status: 'will_not_fix' }), { standing: 'newly-published' }),
    assessed(license(), { standing: 'existing' }),
    assessed(misconfiguration({ platforms: both }), { standing: 'existing' }),
    assessed(vulnerability({ id: 'CVE-2026-3', severity: 'LOW' }), {
      standing: 'existing',
      suppression: {
        by: 'ignore-file',
        reason: 'not reachable',
        owner: 'team-web',
        expires: '2026-12-31',
      },
    }),
    assessed(vulnerability({ id: 'CVE-2026-4', severity: 'UNKNOWN' }), {
      standing: 'existing',
      reported: false,
    }),
  ],
  {
    baseline: 'r.test/app@sha256:0',
    fixed: [vulnerability({ id: 'CVE-2025-1' })],
    scans: both.map((one) => scan(one, { endOfLife: true })),
  },
)

export const FACTS: ReportFacts = {
  passed: false,
  verdict: '2 findings are high or worse and were introduced.',
  database: 'The database is 3 h old.',
  notes: ['A <note>.'],
}
