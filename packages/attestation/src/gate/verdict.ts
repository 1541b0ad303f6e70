import type { Digest } from '@ci-kit/oci/digest'
import type { Refusal } from '../attestation-error.ts'
import type { VerifiedStatement } from '../verify/verifier.ts'

/** What is to be verified: an image, an index with its platforms, or a file. */
export type GateSubject = {
  /** For people: `ghcr.io/org/app`, or a path. */
  readonly name: string
  readonly digest: Digest
  /** The manifests that an index names, without attestations of BuildKit; empty for a single image or a file. */
  readonly platforms: readonly PlatformDigest[]
}

export type PlatformDigest = { readonly platform: string; readonly digest: Digest }

/**
 * Why a statement does not count: what verification refuses, and what a policy does.
 * - `source`: signed for another repository than expected
 * - `ref`: signed for another branch or tag than expected
 * - `environment`: signed in another environment of GitHub than expected
 * - `runner`: signed on a runner that GitHub does not host, or on one that nobody knows
 * - `age`: signed too long ago
 * - `vulnerabilities`: a scan that tells of open vulnerabilities which may not be
 * - `unread`: it is there, and was not read, so nobody knows what it says
 */
export type GateRefusal =
  | Refusal
  | 'source'
  | 'ref'
  | 'environment'
  | 'runner'
  | 'age'
  | 'vulnerabilities'
  | 'unread'

/** Why a statement does not count. `reason` is a sentence that tells both sides. */
export type StatementRefusal = { readonly refusal: GateRefusal; readonly reason: string }

/** One statement that was found, and what became of it. */
export type JudgedStatement = {
  /** The digest at which it was found. */
  readonly subject: Digest
  /** For people: `registry sha256:…`, `github 4711`, `file bundle.json, line 2`. */
  readonly where: string
  /** Of the bundle's bytes; absent for what was not read. */
  readonly bundle?: Digest
  /** Absent when the signature does not hold: nothing is known then. */
  readonly verified?: VerifiedStatement
  /** Why it does not count; absent for one that does. */
  readonly refused?: StatementRefusal
}

/**
 * - `verified`: every requirement is met
 * - `refused`: something that was found is not accepted, or says what may not be
 * - `unattested`: everything was asked, and nothing of a required kind is there
 * - `unknown`: somebody could not be asked, so nobody knows
 */
export type Outcome = 'verified' | 'refused' | 'unattested' | 'unknown'

export type SubjectVerdict = {
  readonly subject: GateSubject
  readonly outcome: Outcome
  /** Sentences: what is missing or wrong, and what to do. Empty when verified. */
  readonly problems: readonly string[]
  /** Sentences that a reader should know although nothing is wrong; absent when there are none. */
  readonly notes?: readonly string[]
  readonly statements: readonly JudgedStatement[]
}

/** The verdict on all subjects: the worst of theirs, where `unknown` is worse than `refused`, and that than `unattested`. */
export type Verdict = {
  readonly outcome: Outcome
  readonly subjects: readonly SubjectVerdict[]
  readonly verifiedAt: Date
}
