import { visible } from '@ci-kit/core/log'
import type { Assessed, AssessedSubject } from '../findings/assessed.ts'
import type { Scan } from '../findings/finding.ts'
import { worstFirst } from '../findings/severity.ts'
import { counting } from './counts.ts'
import { fingerprints } from './sarif-fingerprints.ts'
import type { SarifOptions } from './sarif-options.ts'
import { sarifResult } from './sarif-result.ts'
import { ruleId, sarifRule } from './sarif-rule.ts'

const LONGEST_CATEGORY = 400
const LONGEST_PROPERTY = 1_000

/**
 * The categories of all runs: `trivy-scan/registry.test/app/linux/arm64`. Code
 * scanning rejects a category that comes twice, and an index may hold one
 * platform twice (for two versions of Windows), so the second is numbered.
 */
export const runCategories = (category: string, scans: readonly Scan[]): string[] =>
  scans.map(({ platform }, index) => {
    const number = scans.slice(0, index).filter((scan) => scan.platform === platform).length + 1
    return [category, platform, number === 1 ? '' : String(number)]
      .map((part) => visible(part, LONGEST_CATEGORY))
      .filter((part) => part !== '')
      .join('/')
  })

/** A finding that a run may show, with a fingerprint that does not depend on what is left out later. */
export type Candidate = { readonly assessed: Assessed; readonly fingerprint: string }

/**
 * What one run may show, in the order of importance. Ignored findings are left
 * out: SARIF could mark them as suppressed, but GitHub's code scanning does not
 * look at the mark and would show them as open alerts.
 */
export const candidates = ({ findings }: AssessedSubject, { platform }: Scan): Candidate[] => {
  const here = findings.filter(
    (assessed) =>
      assessed.reported &&
      counting(assessed) &&
      (platform === '' || assessed.finding.platforms.includes(platform)),
  )
  const made = fingerprints(here)
  return here
    .map((assessed, index) => ({ assessed, fingerprint: made[index] ?? '' }))
    .toSorted(byImportance)
}

/** Worst first, but what fails the run must not be cut off for what is worse and does not. */
export const byImportance = (
  { assessed: one }: Candidate,
  { assessed: other }: Candidate,
): number => Number(other.failing) - Number(one.failing) || worstFirst(one.finding, other.finding)

/** One run: an artifact on one platform. */
export const sarifRun = (
  subject: AssessedSubject,
  { scan, category }: { readonly scan: Scan; readonly category: string },
  shown: readonly Candidate[],
  { trivyVersion, source }: SarifOptions,
) => {
  const { rules, indexOf } = rulesOf(shown.map(({ assessed }) => assessed))
  return {
    tool: {
      driver: {
        name: 'Trivy',
        informationUri: 'https://github.com/aquasecurity/trivy',
        ...(trivyVersion === '' ? {} : { version: trivyVersion }),
        rules,
      },
    },
    automationDetails: { id: `${category}/` },
    columnKind: 'utf16CodeUnits',
    results: shown.map(({ assessed, fingerprint }) =>
      sarifResult(
        { assessed, fingerprint, ruleIndex: indexOf(assessed) },
        subject,
        scan.platform,
        source,
      ),
    ),
    properties: {
      artifact: visible(subject.name, LONGEST_PROPERTY),
      reference: visible(subject.reference, LONGEST_PROPERTY),
      digest: visible(scan.digest, LONGEST_PROPERTY),
      platform: visible(scan.platform, LONGEST_PROPERTY),
      operatingSystem: visible(scan.operatingSystem, LONGEST_PROPERTY),
    },
  }
}

const rulesOf = (shown: readonly Assessed[]) => {
  const worst = shown.map(({ finding }) => finding).toSorted(worstFirst)
  const byId = new Map([...Map.groupBy(worst, ruleId)].map(([id, [first]]) => [id, first]))
  const indices = new Map([...byId.keys()].map((id, index) => [id, index]))
  return {
    rules: [...byId.values()].flatMap((first) => (first === undefined ? [] : [sarifRule(first)])),
    indexOf: ({ finding }: Assessed) => indices.get(ruleId(finding)) ?? -1,
  }
}
