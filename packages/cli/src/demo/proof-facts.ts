import type { Attested } from './attest-job.ts'
import { sentences } from './expected.ts'
import type { Verified } from './verify-job.ts'

/** What does not hold of a signing, as sentences. One certificate signs all, and none is needed for what is there. */
export const brokenAttest = (
  title: string,
  expected: { readonly statements: number; readonly reused: number },
  attested: Attested,
): string[] =>
  sentences(title, [
    ['the number of statements', attested.statements, expected.statements],
    ['the number of reused statements', attested.reused, expected.reused],
    ['the number of certificates', attested.certificates, expected.reused === 0 ? 1 : 0],
    ["the output 'verified'", attested.verified, true],
  ])

/** What does not hold of a verification, as sentences. Each image has one statement of the type that is required. */
export const brokenVerify = (
  title: string,
  expected: { readonly outcome: 'verified' | 'refused'; readonly images: number },
  verified: Verified,
): string[] => {
  const isGood = expected.outcome === 'verified'
  return sentences(title, [
    ['the outcome', verified.outcome, expected.outcome],
    ['the number of accepted statements', verified.statements, isGood ? expected.images : 0],
    ['the number of refused statements', verified.refused, isGood ? 0 : expected.images],
  ])
}
