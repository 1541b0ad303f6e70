import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { assess, type Known } from './assess.ts'
import { collectEvidence } from './collect-evidence.ts'
import type { EvidenceSource } from './evidence.ts'
import { bundleJudge, type Judged, type SignedStatements } from './judge-bundles.ts'
import type { Policy } from './policy.ts'
import { requiredTypes } from './required-predicates.ts'
import type { GateSubject, Outcome, SubjectVerdict, Verdict } from './verdict.ts'

export type GatePorts = {
  /** Where statements about a subject may be, in the order in which they are asked. */
  evidence(subject: GateSubject): readonly EvidenceSource[]
  readonly verifier: SignedStatements
  readonly clock: Pick<Clock, 'now'>
}

/** As many as attest and trivy-scan take; images have less than twenty. Each one is a request or more to each source. */
export const MOST_PLATFORMS = 200

/** Subjects that are verified at a time. */
const AT_ONCE = 4

/** Statements about one subject and its platforms. */
export const MOST_STATEMENTS = 1_000

/**
 * Whether everything that a policy asks for is proven about each subject.
 *
 * The sources of a subject are alternatives: the first one is asked about the
 * index and all platforms; the next one is asked only when what is known by
 * then does not satisfy the policy, and what it has is added. So a source
 * behind one that is enough cannot make anything red, neither by what it has
 * nor by being down. A source that was to be asked and could not be makes the
 * outcome `unknown`, also when a later one would be enough: under `refuse`,
 * and with `denyOpen`, what it has could have made the verdict red. Only under
 * `ignore` without `denyOpen` does a later one that is enough turn it into a
 * note. What is refused for good is not asked about any further.
 *
 * Throws `UserError` when there is no subject, or a policy names a signer by a
 * pattern that leaves open who that is; everything else is in the verdict.
 */
export const verifySubjects = async (
  subjects: readonly GateSubject[],
  policy: Policy,
  ports: GatePorts,
): Promise<Verdict> => {
  if (subjects.length === 0)
    throw new UserError(
      'There is nothing to verify: no subject was given. Name an image by its digest, or a file.',
    )
  const now = ports.clock.now()
  const judge = bundleJudge(ports.verifier, { policy, types: requiredTypes(policy), now })
  const verdicts = await inParallel(
    subjects,
    AT_ONCE,
    async (subject) =>
      tooLarge(subject) ?? verifySubject(subject, policy, ports.evidence(subject), judge),
  )
  return { outcome: worst(verdicts), subjects: verdicts, verifiedAt: new Date(now) }
}

/** Worst first. */
const OUTCOMES: readonly Outcome[] = ['unknown', 'refused', 'unattested', 'verified']

const worst = (verdicts: readonly SubjectVerdict[]): Outcome =>
  OUTCOMES.find((outcome) => verdicts.some((one) => one.outcome === outcome)) ?? 'unknown'

type Judge = ReturnType<typeof bundleJudge>

const verifySubject = async (
  subject: GateSubject,
  policy: Policy,
  sources: readonly EvidenceSource[],
  judge: Judge,
): Promise<SubjectVerdict> => {
  const digests = [...new Set([subject.digest, ...subject.platforms.map(({ digest }) => digest)])]
  let known: Known = { statements: [], unasked: [], asked: [] }
  let verdict = assess(subject, known, policy)
  for (const source of sources) {
    const { found, judged } = await ask(source, digests, policy, judge)
    if (found > MOST_STATEMENTS) return tooMany(subject, source, found)
    known = joined(known, judged, source)
    verdict = assess(subject, known, policy)
    if (verdict.outcome === 'verified' || isFinal(verdict, policy)) return verdict
  }
  return verdict
}

const ask = async (
  source: EvidenceSource,
  digests: readonly Digest[],
  policy: Policy,
  judge: Judge,
): Promise<{ readonly found: number; readonly judged: Judged }> => {
  const evidence = await collectEvidence(source, digests, requiredTypes(policy))
  const found = evidence.bundles.length + evidence.unread.length
  const judged = found > MOST_STATEMENTS ? NOTHING : await judge(evidence)
  return { found, judged: { ...judged, unasked: [...evidence.unasked, ...judged.unasked] } }
}

const NOTHING: Judged = { statements: [], unasked: [] }

/** The same bundle in several sources is one statement that is in several places. */
const joined = (known: Known, { statements, unasked }: Judged, { name }: EvidenceSource): Known => {
  const byKey = new Map(known.statements.map((one) => [keyOf(one), one]))
  for (const one of statements) {
    const before = byKey.get(keyOf(one))
    byKey.set(
      keyOf(one),
      before === undefined ? one : { ...one, where: `${before.where}; ${one.where}` },
    )
  }
  return {
    statements: [...byKey.values()],
    unasked: [...known.unasked, ...unasked],
    asked: [...known.asked, name],
  }
}

const keyOf = ({ subject, bundle, where }: SubjectVerdict['statements'][number]): string =>
  `${subject} ${bundle ?? where}`

/** Under `refuse`, nothing that is found elsewhere makes up for what is refused here. */
const isFinal = ({ outcome, statements }: SubjectVerdict, { otherStatements }: Policy): boolean =>
  outcome === 'refused' &&
  otherStatements === 'refuse' &&
  statements.some(
    ({ refused }) =>
      refused !== undefined && !['predicate', 'age', 'vulnerabilities'].includes(refused.refusal),
  )

const tooLarge = (subject: GateSubject): SubjectVerdict | undefined => {
  const count = subject.platforms.length
  if (count <= MOST_PLATFORMS) return undefined
  const problem = `${visible(subject.name, 300)}@${subject.digest} has ${count} platforms, ${MOST_PLATFORMS} are looked at. Verify platforms by their own digests.`
  return { subject, outcome: 'unknown', problems: [problem], statements: [] }
}

const tooMany = (subject: GateSubject, { name }: EvidenceSource, count: number): SubjectVerdict => {
  const problem = `${visible(name, 200)} has ${count} statements about ${visible(subject.name, 300)}@${subject.digest}, ${MOST_STATEMENTS} are looked at. Remove those that nobody needs.`
  return { subject, outcome: 'unknown', problems: [problem], statements: [] }
}
