import type { Finding, Subject } from './finding.ts'

/**
 * How a finding stands to the baseline. `newly-published`: the same package
 * was there before, and only the database has learnt about it since.
 */
export type Standing = 'introduced' | 'newly-published' | 'existing'

/** Why a finding does not count, as somebody wrote it down. */
export type Suppression = {
  /** `ignore file` or `VEX`. */
  readonly by: 'ignore-file' | 'vex'
  readonly reason: string
  /** '' for VEX. */
  readonly owner: string
  /** `2026-12-31`, '' for VEX. */
  readonly expires: string
}

/** A finding with all that the policy says about it. */
export type Assessed = {
  readonly finding: Finding
  /** Undefined without a baseline. */
  readonly standing: Standing | undefined
  /** Undefined for a finding that counts. */
  readonly suppression: Suppression | undefined
  /** Whether CISA's list of known exploited vulnerabilities, as it was given, has it. */
  readonly knownExploited: boolean
  /** Probability of exploitation in the next 30 days, from 0 to 1; undefined when no list was given or it is not in it. */
  readonly epss: number | undefined
  /** Whether `ignore-unfixed` leaves it out: then it neither counts nor is shown. */
  readonly leftOut: boolean
  /** Whether `fail-on` (or `license-deny`) stops the run for it. */
  readonly failing: boolean
  /** Whether `report-severity` wants it in the reports; a failing one always is. */
  readonly reported: boolean
}

/** One artifact, all its platforms, with the policy applied. Findings are ordered worst first. */
export type AssessedSubject = Subject & {
  readonly findings: readonly Assessed[]
  /** What the baseline had and this artifact has no more; empty without a baseline. */
  readonly fixed: readonly Finding[]
  /** What the baseline was, '' without one. */
  readonly baseline: string
}
