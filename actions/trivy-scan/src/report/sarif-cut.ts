import type { Subject } from '../findings/finding.ts'
import type { SarifSource } from './sarif-options.ts'
import { sarifResult } from './sarif-result.ts'
import { sarifRule } from './sarif-rule.ts'
import { byImportance, type Candidate } from './sarif-run.ts'

type Runs = readonly (readonly Candidate[])[]

/** The most important candidates of all runs, each left in its run and in its order. */
export const mostImportant = (runs: Runs, most: number): Runs => {
  const kept = new Set(runs.flat().toSorted(byImportance).slice(0, most))
  return runs.map((run) => run.filter((one) => kept.has(one)))
}

/**
 * How many of the most important candidates have results and rules of no more
 * than so many characters of JSON. A rule is counted for each of its results.
 */
export const affordable = (
  runs: Runs,
  characters: number,
  subject: Subject,
  source: SarifSource,
): number => {
  let sum = 0
  const ordered = runs.flat().toSorted(byImportance)
  const tooMany = ordered.findIndex((candidate) => {
    sum += sizeOf(candidate, subject, source)
    return sum > characters
  })
  return tooMany === -1 ? ordered.length : tooMany
}

const sizeOf = (
  { assessed, fingerprint }: Candidate,
  subject: Subject,
  source: SarifSource,
): number => {
  const result = sarifResult({ assessed, fingerprint, ruleIndex: 0 }, subject, '', source)
  return JSON.stringify([result, sarifRule(assessed.finding)]).length
}
