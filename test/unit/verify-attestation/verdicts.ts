import type {
  GateSubject,
  JudgedStatement,
  Outcome,
  PlatformDigest,
  SubjectVerdict,
} from '@ci-kit/attestation/gate/verdict'
import { type Digest, digestOf } from '@ci-kit/oci/digest'

export const PROVENANCE = 'https://slsa.dev/provenance/v1'

export const subjectOf = (
  name: string,
  platforms: readonly PlatformDigest[] = [],
): GateSubject => ({ name, digest: digestOf(Buffer.from('index')), platforms })

/** A statement of org/app's release workflow on main, signed at ten o'clock. */
export const accepted = (
  subject: Digest,
  identity = 'https://github.com/org/app/.github/workflows/release.yml@refs/heads/main',
): JudgedStatement => ({
  subject,
  where: 'registry ghcr.io/org/app',
  bundle: digestOf(Buffer.from('bundle')),
  verified: {
    signer: {
      identity,
      issuer: 'https://token.actions.githubusercontent.com',
      sourceRepository: 'https://github.com/org/app',
      sourceRef: 'refs/heads/main',
      sourceDigest: 'a'.repeat(40),
    },
    signedAt: new Date('2026-11-01T10:00:00Z'),
    logIndices: ['1001'],
    root: 'root.json',
    proof: 'log',
    statement: { subjects: [], predicateType: PROVENANCE, predicate: {} },
  },
})

export const verdictOn = (
  outcome: Outcome,
  statements: readonly JudgedStatement[],
): SubjectVerdict => ({
  subject: subjectOf('app'),
  outcome,
  problems: outcome === 'verified' ? [] : ['Something is wrong.'],
  statements,
})
