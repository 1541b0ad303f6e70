import { limited } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import type { GateSubject, JudgedStatement } from './verdict.ts'

/** Why a required predicate is not there. */
type Lack = {
  /** The platforms that have none; all of them where the index has none either. */
  readonly lacking: GateSubject['platforms']
  /** What was refused, and may have been it. */
  readonly candidates: readonly JudgedStatement[]
  /** Those among them that no other sentence tells of. */
  readonly untold: readonly JudgedStatement[]
  /** Names of the sources that were all asked. */
  readonly places: readonly string[]
}

const MOST_SHOWN = 4

/** What is missing and what to do. `name` is the predicate's, as people wrote it. */
export const missingSentence = (
  subject: GateSubject,
  name: string,
  { lacking, candidates, untold: [untold], places }: Lack,
): string => {
  const isPartly = lacking.length < subject.platforms.length
  const digests = isPartly ? lacking.map(({ digest }) => digest) : [subject.digest]
  const which = limited(
    digests.map((digest) => placeName(subject, digest)),
    MOST_SHOWN,
  )
  const what = `No ${visible(name, 200)} of ${which} was`
  if (candidates.length === 0) {
    const where = places.map((one) => visible(one, 200)).join(', ')
    return `${what} found${where === '' ? '' : ` in ${where}`}. Sign it with ci-kit's attest in the workflow that the policy names, or correct predicate-types.`
  }
  const more = candidates.length > 1 ? ` (and ${candidates.length - 1} more)` : ''
  const found =
    untold?.refused === undefined
      ? 'What was found is refused.'
      : `Found${more}: ${untold.where}: ${untold.refused.reason}`
  return `${what} accepted. ${found} Sign it again with ci-kit's attest in the workflow that the policy names, or correct the policy.`
}

/** What is refused, where it is, why, and what to do. */
export const refusalSentence = (
  subject: GateSubject,
  { subject: digest, where, refused }: JudgedStatement,
): string => {
  const { refusal, reason } = refused ?? { refusal: 'unread', reason: '' }
  const advice =
    refusal === 'vulnerabilities'
      ? 'Mend or suppress them, and attest a new scan.'
      : 'Find out who put it there and remove it, correct the policy, or set other-statements to ignore.'
  return `A statement about ${placeName(subject, digest)} is refused (${refusal}), found in ${where}: ${reason} ${advice}`
}

/** `ghcr.io/org/app@sha256:… (linux/arm64)` */
const placeName = ({ name, platforms }: GateSubject, digest: Digest): string => {
  const platform = platforms.find((one) => one.digest === digest)?.platform ?? ''
  const suffix = platform === '' ? '' : ` (${visible(platform, 60)})`
  return `${visible(name, 300)}@${digest}${suffix}`
}

const MOST_PROBLEMS = 50

/** Each once, up to a number that people read. */
export const cappedProblems = (problems: readonly string[]): readonly string[] => {
  const distinct = [...new Set(problems)]
  const more = distinct.length - MOST_PROBLEMS
  return more > 0
    ? [...distinct.slice(0, MOST_PROBLEMS), `There are ${more} more problems.`]
    : distinct
}
