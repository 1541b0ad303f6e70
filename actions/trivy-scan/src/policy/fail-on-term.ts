import type { Finding, FindingKind, Severity } from '../findings/finding.ts'
import { isAtLeast } from './severity.ts'
import { isFixable } from './unfixed.ts'

/** Conditions that hold together; one that is not written is undefined or false. */
export type FailOnTerm = {
  /** This or worse. */
  readonly severity: Severity | undefined
  readonly kind: FindingKind | undefined
  readonly fixable: boolean
  /** Only what is on the list of known exploited vulnerabilities. */
  readonly kev: boolean
  /** The least probability of exploitation, from 0 to 1. */
  readonly epss: number | undefined
}

/** What fails the run: a finding for which any term holds. No terms for `none`. */
export type FailOn = { readonly terms: readonly FailOnTerm[] }

/** What the lists say of a finding. */
export type Exploitation = {
  readonly knownExploited: boolean
  /** Undefined when no list tells it. */
  readonly epss: number | undefined
}

/** Whether a finding fails by one of the terms. */
export const failsOn = ({ terms }: FailOn, finding: Finding, known: Exploitation): boolean =>
  terms.some((term) => holds(term, finding, known))

const holds = (term: FailOnTerm, finding: Finding, known: Exploitation): boolean =>
  (term.severity === undefined || isAtLeast(finding.severity, term.severity)) &&
  (term.kind === undefined || finding.kind === term.kind) &&
  (!term.fixable || isFixable(finding)) &&
  (!term.kev || known.knownExploited) &&
  (term.epss === undefined || (known.epss !== undefined && known.epss >= term.epss))
