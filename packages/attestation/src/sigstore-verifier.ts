import type { Json } from '@ci-kit/core/json'
import { digestOf } from '@ci-kit/oci/digest'
import type { Bundle } from '@sigstore/bundle'
import { type SignedEntity, Verifier as SigstoreVerifier, toSignedEntity } from '@sigstore/verify'
import { AttestationError } from './attestation-error.ts'
import { parseBundle } from './parse-bundle.ts'
import { refusalOf } from './refusal.ts'
import { type Extension, type Signer, signerIn } from './signer.ts'
import { requireSigner } from './signer-policy.ts'
import { parseStatement, requirePredicateType, requireSubject } from './statement.ts'
import { openTrustedRoot, type TrustedRoot } from './trusted-root.ts'
import type { VerifiedSignature, Verifier } from './verifier.ts'

/** A verifier on a trusted root in JSON. Throws `UserError` for a root that cannot be used. */
export const sigstoreVerifier = (json: Json): Verifier => {
  const root = openTrustedRoot(json)
  return {
    artifact: async (bytes, artifact, policy) => {
      const bundle = parseBundle(bytes)
      requireDigest(bundle, artifact)
      const verified = verifySignature(root, bundle, artifact)
      requireSigner(verified.signer, policy)
      return verified
    },
    statement: async (bytes, policy) => {
      const bundle = parseBundle(bytes)
      if (bundle.content.$case !== 'dsseEnvelope')
        throw new AttestationError('malformed', 'It signs a file and holds no statement.')
      const verified = verifySignature(root, bundle, undefined)
      requireSigner(verified.signer, policy)
      const { payloadType, payload } = bundle.content.dsseEnvelope
      const statement = parseStatement(payloadType, payload)
      requireSubject(statement, policy.subject)
      requirePredicateType(statement, policy.predicateTypes)
      return { ...verified, statement }
    },
  }
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

const verifySignature = (
  { material, thresholds }: TrustedRoot,
  bundle: Bundle,
  artifact: Uint8Array | undefined,
): VerifiedSignature => {
  const { tlogEntries } = bundle.verificationMaterial
  if (tlogEntries.length < thresholds.tlogThreshold)
    throw new AttestationError('log', 'It has no entry of a transparency log, which is required.')
  try {
    const entity = toSignedEntity(bundle, artifact && Buffer.from(artifact))
    const { identity } = new SigstoreVerifier(material, thresholds).verify(entity)
    return {
      signer: signerOf(identity?.subjectAlternativeName, identity?.oids ?? []),
      signedAt: earliest(entity),
      logIndices: tlogEntries.map(({ logIndex }) => logIndex),
    }
  } catch (thrown) {
    throw refusalOf(thrown)
  }
}

type ObjectIdentifierValue = {
  readonly oid?: { readonly id: readonly number[] } | undefined
  readonly value: Uint8Array
}

const ALTERNATIVE_NAME = '2.5.29.17'

/**
 * The library reads the name as ASCII and drops the highest bit of each byte,
 * so the name has to be in the certificate as it was read.
 */
const signerOf = (name: string | undefined, values: readonly ObjectIdentifierValue[]): Signer => {
  const extensions: readonly Extension[] = values.map(({ oid, value }) => ({
    oid: oid?.id.join('.') ?? '',
    value,
  }))
  const raw = extensions.find(({ oid }) => oid === ALTERNATIVE_NAME)?.value ?? new Uint8Array()
  const readable = name !== undefined && Buffer.from(raw).includes(name, 0, 'latin1')
  const signer = readable ? signerIn(name, extensions) : undefined
  if (signer !== undefined) return signer
  throw new AttestationError('certificate', 'Its certificate names no signer or no issuer.')
}

/** Only what the verifier has counted as a time: the word of an authority, or of a log that promised inclusion. */
const earliest = ({ timestamps }: SignedEntity): Date => {
  const times = timestamps.flatMap((time) => {
    if (time.$case === 'timestamp-authority') return [time.timestamp.signingTime.getTime()]
    const { inclusionPromise, integratedTime } = time.tlogEntry
    return inclusionPromise === undefined ? [] : [Number(integratedTime) * 1_000]
  })
  return new Date(Math.min(...times))
}
