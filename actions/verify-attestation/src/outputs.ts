import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { verdictJson } from '@ci-kit/attestation/gate/verdict-json'
import type { Outputs } from '@ci-kit/core/outputs'
import { byDigest, type Target, type Unresolved } from './subjects/target.ts'

/** What the step tells the steps that follow. */
export const outputsOf = (
  verdict: Verdict,
  unresolved: readonly Unresolved[],
  targets: readonly Target[],
  vsaPaths: readonly string[],
): Outputs => {
  const [only, ...others] = targets
  const isOne = others.length + unresolved.length === 0
  const { accepted, refused } = countsOf(verdict)
  return {
    verified: verdict.outcome === 'verified',
    outcome: verdict.outcome,
    digest: isOne && only !== undefined ? only.subject.digest : '',
    image: targets.flatMap((target) => byDigest(target) ?? []).join('\n'),
    statements: accepted,
    'refused-statements': refused,
    results: { ...verdictJson(verdict), unresolved },
    'vsa-path': vsaPaths.join('\n'),
  }
}

/** What is of a kind that is not required was not refused, but not looked at. */
const countsOf = ({ subjects }: Verdict) => {
  const statements = subjects.flatMap((subject) => subject.statements)
  const refusals = statements.flatMap(({ refused }) => refused?.refusal ?? [])
  return {
    accepted: statements.length - refusals.length,
    refused: refusals.filter((refusal) => refusal !== 'predicate').length,
  }
}
