import type { VerifiedStatement } from '../verify/verifier.ts'
import type { GateSubject, JudgedStatement, SubjectVerdict, Verdict } from './verdict.ts'

const VERDICT_JSON_VERSION = 1

/**
 * A verdict for programs. Times are ISO 8601; what is not known is null.
 *
 * - `schemaVersion`: 1; `outcome`; `verified`; `verifiedAt`
 * - `subjects`: one each: `name`, `digest`, `platforms` (`platform`, `digest`),
 *   `outcome`, `problems`, `notes`, `statements`
 * - `statements`, the chain of proof of each: `subject` (the digest at which it
 *   was found), `platform`, `where`, `bundle` (digest of its bytes),
 *   `accepted`, `refusal` and `reason`, `predicateType`, `signer` (what its
 *   certificate says), `signedAt`, `proof` (`log`, `timestamp` or
 *   `log-and-timestamp`), `logIndices`, `trustedRoot` (its name). Members from
 *   `predicateType` on are null where the signature does not hold.
 */
export const verdictJson = (verdict: Verdict) => ({
  schemaVersion: VERDICT_JSON_VERSION,
  outcome: verdict.outcome,
  verified: verdict.outcome === 'verified',
  verifiedAt: verdict.verifiedAt.toISOString(),
  subjects: verdict.subjects.map(subjectJson),
})

const subjectJson = ({ subject, outcome, problems, notes, statements }: SubjectVerdict) => ({
  name: subject.name,
  digest: subject.digest,
  platforms: subject.platforms.map(({ platform, digest }) => ({ platform, digest })),
  outcome,
  problems,
  notes: notes ?? [],
  statements: statements.map((one) => statementJson(subject, one)),
})

const statementJson = (
  { platforms }: GateSubject,
  { subject, where, bundle, verified, refused }: JudgedStatement,
) => ({
  subject,
  platform: platforms.find(({ digest }) => digest === subject)?.platform ?? null,
  where,
  bundle: bundle ?? null,
  accepted: refused === undefined && verified !== undefined,
  refusal: refused?.refusal ?? null,
  reason: refused?.reason ?? null,
  ...(verified === undefined ? UNKNOWN : proofJson(verified)),
})

const UNKNOWN = {
  predicateType: null,
  signer: null,
  signedAt: null,
  proof: null,
  logIndices: null,
  trustedRoot: null,
}

const proofJson = ({
  statement,
  signer,
  signedAt,
  proof,
  logIndices,
  root,
}: VerifiedStatement) => ({
  predicateType: statement.predicateType,
  signer: {
    identity: signer.identity,
    issuer: signer.issuer,
    sourceRepository: signer.sourceRepository ?? null,
    sourceRef: signer.sourceRef ?? null,
    sourceDigest: signer.sourceDigest ?? null,
    buildConfig: signer.buildConfig ?? null,
    trigger: signer.trigger ?? null,
    runUrl: signer.runUrl ?? null,
    runner: signer.runner ?? null,
    environment: signer.environment ?? null,
  },
  signedAt: Number.isNaN(signedAt.getTime()) ? null : signedAt.toISOString(),
  proof,
  logIndices,
  trustedRoot: root,
})
