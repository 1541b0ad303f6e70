import type { SignerPolicy } from '../verify/signer-policy.ts'

/** One kind of statement that has to be there; any of the types will do. */
export type RequiredPredicate = {
  /** As people wrote it: `provenance`, `sbom` or a URI. */
  readonly name: string
  readonly types: readonly [string, ...string[]]
}

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'unknown'

/** What has to be proven about a digest before it may be used. Texts are compared whole. */
export type Policy = {
  /** Who has to have signed; each statement by any one of them. Never empty. */
  readonly signers: readonly [SignerPolicy, ...SignerPolicy[]]
  /** `https://github.com/org/app`: where the signing workflow was started; wildcards as in identities. */
  readonly sourceRepository?: string
  /** `refs/heads/main`, or with wildcards as in identities: `refs/tags/*`. */
  readonly sourceRef?: string
  /** GitHub's environment of the job that signed. */
  readonly environment?: string
  /** Refuses everything of which the certificate does not say `github-hosted`. */
  readonly hostedRunnerOnly: boolean
  /** Never empty. */
  readonly predicates: readonly [RequiredPredicate, ...RequiredPredicate[]]
  /** How long ago a statement may have been signed, in milliseconds. */
  readonly maxAgeMs?: number
  /** Refuses an image whose newest attested scan tells an open vulnerability of this severity or worse. */
  readonly denyOpen?: Severity
  /** What a statement of a required type that is not accepted does to the verdict. */
  readonly otherStatements: 'refuse' | 'ignore'
  /** `optional` accepts a timestamp alone, also under a trusted root that has logs. */
  readonly transparencyLog: 'required' | 'optional'
}
