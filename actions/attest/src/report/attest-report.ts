import type { Skip } from '../preflight/run-trust.ts'
import type { StoredArtifact } from '../store/artifact-store.ts'
import type { StoredStatement } from '../store/stored.ts'

/** What a run has to tell. */
export type AttestReport = {
  readonly statements: readonly StoredStatement[]
  /** Whether every statement was found again in every store and verified. */
  readonly verified: boolean
  /** Absolute path of the file with all bundles; undefined when there are none. */
  readonly allBundles: string | undefined
  /** Undefined when nothing was stored as an artifact. */
  readonly artifact: StoredArtifact | undefined
  /** Who signed; undefined when it is not known. */
  readonly signer: ReportedSigner | undefined
  readonly instance: ReportedInstance
  /** For people, as sentences. */
  readonly warnings: readonly string[]
}

export type ReportedSigner = {
  /** The certificate's subject alternative name, whole. */
  readonly identity: string
  readonly issuer: string
  /** `https://github.com/org/app`, of the workflow that was started. */
  readonly sourceRepository: string | undefined
  /** `github-hosted` or `self-hosted`; undefined for whoever is no workflow. */
  readonly runner: string | undefined
}

/** `public`: sigstore.dev; `github`: GitHub's own; `private`: any other, whose trusted root verifiers need. */
export type ReportedInstance = 'public' | 'github' | 'private'

/** A run that signs nothing. */
export type SkippedRun = Pick<Skip, 'skipped'>
