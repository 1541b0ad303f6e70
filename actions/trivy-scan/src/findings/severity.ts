import { type Finding, SEVERITIES, type Severity } from './finding.ts'

/** 0 for the worst. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity)

/**
 * Worst first: by severity, then score, then what has a fix, then by name, so
 * that the order is the same for the same findings, however they came.
 */
export const worstFirst = (one: Finding, other: Finding): number =>
  severityRank(one.severity) - severityRank(other.severity) ||
  scoreOf(other) - scoreOf(one) ||
  fixable(other) - fixable(one) ||
  compare(one.id, other.id) ||
  compare(one.target, other.target) ||
  compare(JSON.stringify(one), JSON.stringify(other))

const scoreOf = (finding: Finding): number =>
  finding.kind === 'vulnerability' ? (finding.score ?? 0) : 0

const fixable = (finding: Finding): number =>
  finding.kind === 'vulnerability' && finding.fixedVersion !== '' ? 1 : 0

/** By code unit: the language of a machine must not change a report. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
