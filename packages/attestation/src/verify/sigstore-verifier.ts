import { UserError } from '@ci-kit/core/errors'
import { digestOf } from '@ci-kit/oci/digest'
import type { Bundle } from '@sigstore/bundle'
import { AttestationError } from '../attestation-error.ts'
import { parseBundle } from '../bundle/parse-bundle.ts'
import type { NamedRoot } from '../trust/root-source.ts'
import { openTrustedRoot } from '../trust/trusted-root.ts'
import { requireSigner } from './signer-policy.ts'
import { parseStatement, requirePredicateType, requireSubject } from './statement.ts'
import type { VerifiedStatement, Verifier, VerifierOptions } from './verifier.ts'
import { type OpenRoot, type RootOpening, verifySignature } from './verify-signature.ts'

/**
 * A verifier on trusted roots in JSON, each of which is opened when its turn
 * comes: GitHub's holds 36 certificates. Throws `UserError` for one that cannot
 * be used, and for none at all.
 */
export const sigstoreVerifier = (
  named: readonly NamedRoot[],
  options: VerifierOptions = {},
): Verifier => {
  if (named.length === 0)
    throw new UserError('There is no trusted root to verify with. Give one in trusted-root.')
  const roots = named.map((root) => opening(root, options))
  return {
    artifact: async (bytes, artifact, policy) => {
      const bundle = parseBundle(bytes)
      requireDigest(bundle, artifact)
      const verified = verifySignature(roots, bundle, artifact)
      requireSigner(verified.signer, policy)
      return verified
    },
    statement: async (bytes, policy) => {
      const { verified, statement } = signedStatement(roots, bytes)
      // First who signed: what a stranger says is of no interest, not even its form.
      requireSigner(verified.signer, policy)
      const parsed = statement()
      requireSubject(parsed, policy.subject)
      requirePredicateType(parsed, policy.predicateTypes)
      return { ...verified, statement: parsed }
    },
    signedStatement: async (bytes): Promise<VerifiedStatement> => {
      const { verified, statement } = signedStatement(roots, bytes)
      return { ...verified, statement: statement() }
    },
  }
}

const opening = (
  { name, root }: NamedRoot,
  { transparencyLog = 'required' }: VerifierOptions,
): RootOpening => {
  let opened: OpenRoot | undefined
  return () => {
    if (opened !== undefined) return opened
    const { material, thresholds } = openTrustedRoot(root, name)
    const lowered = transparencyLog === 'optional' ? { tlogThreshold: 0 } : {}
    opened = { name, material, thresholds: { ...thresholds, ...lowered } }
    return opened
  }
}

/** What is known of a statement's signature, and the statement, to be parsed when it is wanted. */
const signedStatement = (roots: readonly RootOpening[], bytes: Uint8Array) => {
  const bundle = parseBundle(bytes)
  if (bundle.content.$case !== 'dsseEnvelope')
    throw new AttestationError('malformed', 'It signs a file and holds no statement.')
  const { payloadType, payload } = bundle.content.dsseEnvelope
  const verified = verifySignature(roots, bundle, undefined)
  return { verified, statement: () => parseStatement(payloadType, payload) }
}

/** The signature alone would refuse other bytes too, but not say why. */
const requireDigest = ({ content }: Bundle, artifact: Uint8Array): void => {
  if (content.$case !== 'messageSignature')
    throw new AttestationError('malformed', 'It holds a statement and signs no file.')
  const signed = `sha256:${content.messageSignature.messageDigest.digest.toString('hex')}`
  const found = digestOf(artifact)
  if (signed !== found)
    throw new AttestationError('subject', `It signs the content ${signed}, not ${found}.`)
}
