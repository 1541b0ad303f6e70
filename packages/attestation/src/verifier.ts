import { once } from '@ci-kit/core/once'
import type { Digest } from '@ci-kit/oci/digest'
import type { Signer } from './signer.ts'
import type { SignerPolicy } from './signer-policy.ts'
import type { Statement } from './statement.ts'
import type { TrustSource } from './trust-source.ts'

/** What is certain about a signature once it has been verified. */
export type VerifiedSignature = {
  readonly signer: Signer
  /** When it was made at the latest, by the word of a log or a timestamp authority. */
  readonly signedAt: Date
  /** Its indices in transparency logs, as decimal numbers. */
  readonly logIndices: readonly string[]
}

export type VerifiedStatement = VerifiedSignature & { readonly statement: Statement }

/** What a statement has to be about, and of which kind. */
export type StatementPolicy = SignerPolicy & {
  readonly subject: Digest
  /** URIs, one of which is the predicate's type, whole. */
  readonly predicateTypes: readonly string[]
}

/**
 * Verifies sigstore bundles (JSON, versions 0.1 to 0.3). Both throw
 * {@link AttestationError} for what is not accepted, and `UserError` when there
 * is no trusted root to verify with.
 */
export type Verifier = {
  /** A signature over a file. */
  artifact(
    bundle: Uint8Array,
    artifact: Uint8Array,
    policy: SignerPolicy,
  ): Promise<VerifiedSignature>
  /** A signed in-toto statement in a DSSE envelope. */
  statement(bundle: Uint8Array, policy: StatementPolicy): Promise<VerifiedStatement>
}

/**
 * A verifier on a trusted root, which is asked for once, when the first bundle
 * comes; the libraries are loaded then, too.
 */
export const bundleVerifier = (source: TrustSource): Verifier => {
  const verifier = once(() => openVerifier(source))
  return {
    artifact: async (...of) => (await verifier()).artifact(...of),
    statement: async (...of) => (await verifier()).statement(...of),
  }
}

const openVerifier = async (source: TrustSource): Promise<Verifier> => {
  const [{ sigstoreVerifier }, root] = await Promise.all([
    import('./sigstore-verifier.ts'),
    source(),
  ])
  return sigstoreVerifier(root)
}
