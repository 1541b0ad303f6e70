import type { SignedBundle } from '@ci-kit/attestation/sign/bundle-signer'
import type { Digest } from '@ci-kit/oci/digest'
import type { Place, PlannedStatement } from '../plan/planned-statement.ts'

/** A planned statement with its bundle, either signed now or found where an earlier run left it. */
export type ReadyStatement = {
  readonly planned: PlannedStatement
  readonly signed: SignedBundle
  /** Whether an earlier run has signed it. */
  readonly reused: boolean
}

/** A bundle at a manifest of an image. */
export type AttachedAt = {
  readonly place: Place
  /** Of the manifest that refers to it. */
  readonly digest: Digest
  /** Undefined for one that was there already. */
  readonly listedBy: 'api' | 'tag' | undefined
}

/** Where a statement can be found from now on. */
export type StoredStatement = ReadyStatement & {
  readonly attached: readonly AttachedAt[]
  /** Id in GitHub's attestations API; undefined when it is not stored there, or was there already. */
  readonly attestationId: string | undefined
  readonly attestationUrl: string | undefined
  /** Absolute path of the bundle in a file. */
  readonly bundlePath: string
}
