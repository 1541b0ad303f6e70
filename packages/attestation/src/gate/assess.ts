import type { Digest } from '@ci-kit/oci/digest'
import { withJudgedScans } from './judged-scans.ts'
import type { Policy, RequiredPredicate } from './policy.ts'
import { cappedProblems, missingSentence, refusalSentence } from './problem-sentences.ts'
import { requiredPredicates } from './required-predicates.ts'
import type { GateSubject, JudgedStatement, Outcome, SubjectVerdict } from './verdict.ts'

/** All that is known about a subject. */
export type Known = {
  readonly statements: readonly JudgedStatement[]
  /** Sentences about what could not be asked or verified. */
  readonly unasked: readonly string[]
  /** Names of the sources that were asked. */
  readonly asked: readonly string[]
}

/**
 * The verdict on one subject. Pure, and blind to the order of statements.
 *
 * - A required predicate is met by an accepted statement at the index, or by
 *   one at each platform.
 * - Under `refuse`, each statement of a required kind that is not accepted is a
 *   problem, and so is what was not read. One that is merely too old is right
 *   in all else, and does no harm beside a newer one.
 * - With `denyOpen`, what was not read is a problem under `ignore`, too: it may
 *   be the newest scan, out of reach behind more than are looked at.
 * - The deciding scans must not tell of denied vulnerabilities.
 * - What could not be asked makes nobody know. Only under `ignore` and without
 *   `denyOpen`, where no further statement could change a verdict that is good,
 *   is it a note.
 */
export const assess = (subject: GateSubject, known: Known, policy: Policy): SubjectVerdict => {
  const statements = withJudgedScans(subject, known.statements, policy.denyOpen)
  const missing = requiredPredicates(policy).flatMap((required) =>
    missingProblem(subject, known, required, policy),
  )
  const refusals = statements
    .filter((one) => isProblem(one, policy))
    .map((one) => refusalSentence(subject, one))
  const harmless =
    policy.otherStatements === 'ignore' &&
    policy.denyOpen === undefined &&
    missing.length + refusals.length === 0 &&
    known.asked.length > 0
  const unasked = known.asked.length === 0 ? [NOWHERE] : known.unasked
  const problems = [
    ...(harmless ? [] : unasked),
    ...refusals,
    ...missing.map(({ problem }) => problem),
  ]
  const outcome = outcomeOf({
    unknown: !harmless && unasked.length > 0,
    refused: refusals.length > 0 || missing.some(({ hasCandidate }) => hasCandidate),
    missing: missing.length > 0,
  })
  const notes = harmless && unasked.length > 0 ? { notes: unasked } : {}
  return { subject, outcome, problems: cappedProblems(problems), statements, ...notes }
}

const NOWHERE =
  'No place was given in which statements could be looked for. Give a registry, GitHub or a bundle file.'

const outcomeOf = (is: {
  readonly unknown: boolean
  readonly refused: boolean
  readonly missing: boolean
}): Outcome => {
  if (is.unknown) return 'unknown'
  if (is.refused) return 'refused'
  return is.missing ? 'unattested' : 'verified'
}

/** Whether a refused statement makes the verdict red, whatever else is there. */
const isProblem = ({ refused, verified }: JudgedStatement, policy: Policy): boolean => {
  if (refused === undefined || refused.refusal === 'predicate') return false
  if (refused.refusal === 'vulnerabilities') return true
  if (refused.refusal === 'unread' && policy.denyOpen !== undefined) return true
  // Only a scan that decides is verified and cannot be read.
  if (refused.refusal === 'malformed' && verified !== undefined) return true
  return policy.otherStatements === 'refuse' && refused.refusal !== 'age'
}

type Missing = { readonly problem: string; readonly hasCandidate: boolean }

const missingProblem = (
  subject: GateSubject,
  { statements, asked, unasked }: Known,
  { name, types }: RequiredPredicate,
  policy: Policy,
): readonly Missing[] => {
  const accepted = statements.filter(
    ({ refused, verified }) =>
      refused === undefined &&
      verified !== undefined &&
      types.includes(verified.statement.predicateType),
  )
  const isMet = (digest: Digest) => accepted.some((one) => one.subject === digest)
  if (isMet(subject.digest)) return []
  const lacking = subject.platforms.filter(({ digest }) => !isMet(digest))
  if (subject.platforms.length > 0 && lacking.length === 0) return []
  const candidates = statements.filter((one) => mayBe(one, types))
  const untold = candidates.filter((one) => !isProblem(one, policy))
  const places = unasked.length > 0 ? [] : asked
  const problem = missingSentence(subject, name, { lacking, candidates, untold, places })
  return [{ problem, hasCandidate: candidates.length > 0 }]
}

/** What was refused, and would have been of this kind as far as anybody knows. */
const mayBe = ({ refused, verified }: JudgedStatement, types: readonly string[]): boolean =>
  refused !== undefined &&
  refused.refusal !== 'predicate' &&
  (verified === undefined || types.includes(verified.statement.predicateType))
