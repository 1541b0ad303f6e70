import { type Digest, digestParts } from '@ci-kit/oci/digest'
import { PREDICATE_TYPES } from '../predicate-types.ts'
import type { Signer } from '../verify/signer.ts'
import type { Policy } from './policy.ts'
import { policyDigest } from './policy-digest.ts'
import type { GateSubject, JudgedStatement, SubjectVerdict } from './verdict.ts'

/** Who has verified what, by which policy. */
export type Verification = {
  /** `id` is a URI that says whom to trust: this verifier, run there. */
  readonly verifier: { readonly id: string; readonly version: Readonly<Record<string, string>> }
  readonly verifiedAt: Date
  /** A URI by which consumers know the subject, without a digest: that is the statement's. */
  readonly resourceUri: string
  readonly policy: Policy
  /** Where the policy is kept. */
  readonly policyUri?: string
}

type BuildLevel =
  | 'SLSA_BUILD_LEVEL_UNEVALUATED'
  | 'SLSA_BUILD_LEVEL_1'
  | 'SLSA_BUILD_LEVEL_2'
  | 'SLSA_BUILD_LEVEL_3'

/**
 * The predicate of type `https://slsa.dev/verification_summary/v1` on one
 * subject (slsa.dev, spec/v1.0/verification_summary). Levels of dependencies
 * are left out: they were not looked at. Whatever is not verified has FAILED.
 */
export const verificationSummary = (
  { subject, outcome, statements }: SubjectVerdict,
  { verifier, verifiedAt, resourceUri, policy, policyUri }: Verification,
) => {
  const passed = outcome === 'verified'
  return {
    verifier,
    timeVerified: verifiedAt.toISOString(),
    resourceUri,
    policy: {
      ...(policyUri !== undefined && { uri: policyUri }),
      digest: digestSet(policyDigest(policy)),
    },
    inputAttestations: [...new Set(statements.flatMap((one) => usedBundle(one, passed)))].map(
      (bundle) => ({ digest: digestSet(bundle) }),
    ),
    verificationResult: passed ? 'PASSED' : 'FAILED',
    verifiedLevels: [passed ? buildLevel(subject, statements) : 'FAILED'],
    slsaVersion: '1.0',
  }
}

/** What passed rests on what was accepted; what failed, on all that was looked at. */
const usedBundle = ({ bundle, refused }: JudgedStatement, passed: boolean): readonly Digest[] =>
  bundle !== undefined && (!passed || refused === undefined) ? [bundle] : []

const digestSet = (digest: Digest): Readonly<Record<string, string>> => {
  const { algorithm, hex } = digestParts(digest)
  return { [algorithm]: hex }
}

const LEVELS: readonly BuildLevel[] = [
  'SLSA_BUILD_LEVEL_UNEVALUATED',
  'SLSA_BUILD_LEVEL_1',
  'SLSA_BUILD_LEVEL_2',
  'SLSA_BUILD_LEVEL_3',
]

/** The index's own level, or the least of its platforms' where that is higher. */
const buildLevel = (
  { digest, platforms }: GateSubject,
  statements: readonly JudgedStatement[],
): BuildLevel => {
  const levelAt = (at: Digest): number =>
    Math.max(0, ...statements.filter((one) => one.subject === at).map(levelOf))
  const ofPlatforms = platforms.map((one) => levelAt(one.digest))
  const level = Math.max(levelAt(digest), ofPlatforms.length === 0 ? 0 : Math.min(...ofPlatforms))
  return LEVELS[level] ?? 'SLSA_BUILD_LEVEL_UNEVALUATED'
}

const PROVENANCE: readonly string[] = PREDICATE_TYPES.provenance

const levelOf = ({ verified, refused }: JudgedStatement): number => {
  if (verified === undefined || refused !== undefined) return 0
  return PROVENANCE.includes(verified.statement.predicateType) ? signerLevel(verified.signer) : 0
}

/**
 * Provenance that is there is level 1. Signed on a runner that GitHub hosts, its
 * signature stems from the platform: level 2. Level 3 asks that the build's own
 * steps cannot reach what signs: a reusable workflow other than the one that
 * was started is out of their reach, since the caller can neither add steps to
 * its jobs nor sign by its name.
 */
const signerLevel = ({ runner, identity, buildConfig }: Signer): number => {
  if (runner !== 'github-hosted') return 1
  const isReusable =
    buildConfig !== undefined &&
    identity.includes('/.github/workflows/') &&
    withoutRef(identity) !== withoutRef(buildConfig)
  return isReusable ? 3 : 2
}

const withoutRef = (workflow: string): string => workflow.split('@')[0] ?? ''
