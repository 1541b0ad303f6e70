import type { Assessed, AssessedSubject, Suppression } from '../findings/assessed.ts'
import type { Finding, Severity, Subject } from '../findings/finding.ts'
import { severityRank, worstFirst } from '../findings/severity.ts'
import { type Baseline, type Comparison, compare } from './baseline.ts'
import { type EpssScores, epssOf } from './epss.ts'
import { type FailOn, failsOn } from './fail-on-term.ts'
import { type IgnoreIndex, suppressionOf } from './ignored.ts'
import { isKnownExploited, type KnownExploited } from './kev.ts'
import { isDenied, isPermissive, type LicenseDeny } from './license-deny.ts'
import { isAtLeast } from './severity.ts'
import { isUnfixed } from './unfixed.ts'

/** What holds for all artifacts of a run. */
export type Rules = {
  readonly failOn: FailOn
  /** This or worse is reported. */
  readonly reportSeverity: Severity
  /** Leaves out vulnerabilities without a fix. */
  readonly ignoreUnfixed: boolean
  readonly licenseDeny: LicenseDeny
  readonly ignores: IgnoreIndex
  /** What a verified VEX document says, undefined for what it does not name. */
  readonly vex: (finding: Finding) => Suppression | undefined
  /** Undefined when no list was given. */
  readonly kev: KnownExploited | undefined
  readonly epss: EpssScores | undefined
}

/**
 * Applies the policy to an artifact. Every finding comes back, worst first: one
 * that does not count is marked. `findings` are those of all scans, merged.
 * Without a baseline all findings count; with one, only what is introduced.
 */
export const assess = (
  subject: Subject,
  findings: readonly Finding[],
  rules: Rules,
  baseline: Baseline | undefined,
): AssessedSubject => {
  const comparison = baseline && compare(subject, findings, baseline)
  return {
    ...subject,
    findings: findings.map((finding) => assessed(finding, rules, comparison)).sort(mostUrgentFirst),
    fixed: comparison?.fixed.filter((finding) => !isLeftOut(finding, rules)) ?? [],
    baseline: baseline?.name ?? '',
  }
}

/**
 * Whether nobody wants to see a finding: nothing can be done about it yet, or
 * it is a licence that asks for next to nothing, as most packages have one.
 */
const isLeftOut = (finding: Finding, { ignoreUnfixed }: Pick<Rules, 'ignoreUnfixed'>): boolean =>
  (ignoreUnfixed && isUnfixed(finding)) || isPermissive(finding)

const assessed = (finding: Finding, rules: Rules, comparison: Comparison | undefined): Assessed => {
  const standing = comparison?.standings.get(finding)
  const suppression = suppressionOf(rules.ignores.matching(finding)) ?? rules.vex(finding)
  const known = {
    knownExploited: rules.kev !== undefined && isKnownExploited(rules.kev, finding),
    epss: rules.epss && epssOf(rules.epss, finding),
  }
  const isNew = standing === undefined || standing === 'introduced'
  const isStopping = isNew && suppression === undefined && isStopped(finding, known, rules)
  // A licence that somebody denies is no trifle; a vulnerability without a fix stays left out.
  const isTrifle =
    !isDenied(rules.licenseDeny, finding) && !(isStopping && finding.kind === 'license')
  const leftOut = isLeftOut(finding, rules) && isTrifle
  const failing = isStopping && !leftOut
  const isWanted = !leftOut && isAtLeast(finding.severity, rules.reportSeverity)
  const reported = failing || isWanted
  return { finding, standing, suppression, leftOut, ...known, failing, reported }
}

/** `fail-on: none` never fails on findings, licences included. */
const isStopped = (
  finding: Finding,
  known: Pick<Assessed, 'knownExploited' | 'epss'>,
  { failOn, licenseDeny }: Rules,
): boolean =>
  failOn.terms.length > 0 && (failsOn(failOn, finding, known) || isDenied(licenseDeny, finding))

/** By severity; among equals those that fail, then those that are exploited, then as findings are ordered. */
const mostUrgentFirst = (one: Assessed, other: Assessed): number =>
  severityRank(one.finding.severity) - severityRank(other.finding.severity) ||
  Number(other.failing) - Number(one.failing) ||
  Number(other.knownExploited) - Number(one.knownExploited) ||
  (other.epss ?? 0) - (one.epss ?? 0) ||
  worstFirst(one.finding, other.finding)
