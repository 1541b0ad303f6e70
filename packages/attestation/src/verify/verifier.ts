import { once } from '@ci-kit/core/once'
import type { Digest } from '@ci-kit/oci/digest'
import { AttestationError, type Refusal } from '../attestation-error.ts'
import type { NamedRoot, RootSource } from '../trust/root-source.ts'
import type { Signer } from './signer.ts'
import type { SignerPolicy } from './signer-policy.ts'
import type { Statement } from './statement.ts'

/** What a signature was verified by: entries of a transparency log, timestamps of an authority, or both. */
export type Proof = 'log' | 'log-and-timestamp' | 'timestamp'

/** What is certain about a signature once it has been verified. */
export type VerifiedSignature = {
  readonly signer: Signer
  /** When it was made at the latest, by the word of a log or a timestamp authority. */
  readonly signedAt: Date
  /** Its indices in transparency logs, as decimal numbers. */
  readonly logIndices: readonly string[]
  /** The trusted root that accepted it, by its name for people. */
  readonly root: string
  readonly proof: Proof
}

export type VerifiedStatement = VerifiedSignature & { readonly statement: Statement }

/** What a statement has to be about, and of which kind. */
export type StatementPolicy = SignerPolicy & {
  readonly subject: Digest
  /** URIs, one of which is the predicate's type, whole. */
  readonly predicateTypes: readonly string[]
}

/**
 * Verifies sigstore bundles (JSON, versions 0.1 to 0.3). All throw
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
  /** The same, signed by anybody about anything: whoever calls has to judge both. */
  signedStatement(bundle: Uint8Array): Promise<VerifiedStatement>
}

export type VerifierOptions = {
  /**
   * `optional` accepts a timestamp alone, also under a root that has logs;
   * entries that are there have to be right all the same. Default: `required`.
   */
  readonly transparencyLog?: 'required' | 'optional'
}

/**
 * A verifier on trusted roots, which are asked for once, when the first bundle
 * comes; the libraries are loaded then, too. A bundle is accepted when one root
 * accepts it, by that root's own thresholds. What is refused for want of trust
 * material is tried once more with newer roots, where there are any.
 */
export const bundleVerifier = (roots: RootSource, options: VerifierOptions = {}): Verifier => {
  const first = once(() => openVerifier(roots.current(), options))
  const second = once(async () => {
    const newer = await roots.newer()
    return newer.length === 0 ? undefined : openVerifier(newer, options)
  })
  const attempt = async <T>(verify: (by: Verifier) => Promise<T>): Promise<T> => {
    try {
      return await verify(await first())
    } catch (thrown) {
      if (!(thrown instanceof AttestationError && WANTS_TRUST.includes(thrown.refusal)))
        throw thrown
      const newer = await second()
      if (newer === undefined) throw thrown
      return verify(newer)
    }
  }
  return {
    artifact: (...of) => attempt((verifier) => verifier.artifact(...of)),
    statement: (...of) => attempt((verifier) => verifier.statement(...of)),
    signedStatement: (...of) => attempt((verifier) => verifier.signedStatement(...of)),
  }
}

/** What an unknown authority, log or timestamp authority is refused with. */
const WANTS_TRUST: readonly Refusal[] = ['certificate', 'log', 'timestamp']

const openVerifier = async (
  roots: Promise<readonly NamedRoot[]> | readonly NamedRoot[],
  options: VerifierOptions,
): Promise<Verifier> => {
  const [{ sigstoreVerifier }, found] = await Promise.all([import('./sigstore-verifier.ts'), roots])
  return sigstoreVerifier(found, options)
}
