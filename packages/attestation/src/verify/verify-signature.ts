import type { Bundle } from '@sigstore/bundle'
import { type SignedEntity, Verifier as SigstoreVerifier, toSignedEntity } from '@sigstore/verify'
import { AttestationError } from '../attestation-error.ts'
import type { TrustedRoot } from '../trust/trusted-root.ts'
import { encodeOnce } from './encode-once.ts'
import { refusalOf } from './refusal.ts'
import { type Extension, type Signer, signerIn } from './signer.ts'
import type { Proof, VerifiedSignature } from './verifier.ts'

/** A trusted root, ready to verify with. */
export type OpenRoot = TrustedRoot & { readonly name: string }

/** Opens a root, or answers the one that is open. */
export type RootOpening = () => OpenRoot

/**
 * Verifies a bundle under the first root that accepts it. Throws
 * {@link AttestationError} with the reason of the most fitting root: the one
 * whose authority issued the certificate, else the first.
 */
export const verifySignature = (
  roots: readonly RootOpening[],
  bundle: Bundle,
  artifact: Uint8Array | undefined,
): VerifiedSignature => {
  const entity = entityOf(bundle, artifact)
  const refused: { readonly root: OpenRoot; readonly refusal: AttestationError }[] = []
  for (const open of roots) {
    const root = open()
    try {
      return verifyUnder(root, entity)
    } catch (thrown) {
      refused.push({ root, refusal: refusalOf(thrown) })
    }
  }
  const fitting = refused.find(({ root }) => isIssuer(root, entity)) ?? refused[0]
  throw fitting?.refusal ?? new AttestationError('certificate', 'There is no trusted root.')
}

const entityOf = (bundle: Bundle, artifact: Uint8Array | undefined): SignedEntity => {
  try {
    const entity = toSignedEntity(bundle, artifact && Buffer.from(artifact))
    if (entity.key.$case === 'certificate') encodeOnce(entity.key.certificate)
    return entity
  } catch (thrown) {
    throw refusalOf(thrown)
  }
}

/**
 * The library throws for every entry and every timestamp that it cannot verify,
 * also beyond the threshold, and wants the certificate to have been valid at
 * each of these times. So whatever the entity holds afterwards was verified.
 */
const verifyUnder = (
  { name, material, thresholds }: OpenRoot,
  entity: SignedEntity,
): VerifiedSignature => {
  if (entity.tlogEntries.length < thresholds.tlogThreshold)
    throw new AttestationError('log', 'It has no entry of a transparency log, which is required.')
  const { identity } = new SigstoreVerifier(material, thresholds).verify(entity)
  return {
    signer: signerOf(identity?.subjectAlternativeName, identity?.oids ?? []),
    signedAt: earliest(entity),
    logIndices: entity.tlogEntries.map(provenIndex),
    root: name,
    proof: proofOf(entity),
  }
}

/**
 * The index that the log's promise is about, else the one of its proof: an
 * entry that comes with a proof alone may tell any index beside it.
 */
const provenIndex = (entry: SignedEntity['tlogEntries'][number]): string => {
  const { logIndex, inclusionPromise, inclusionProof } = entry
  const proven = inclusionPromise === undefined ? inclusionProof?.logIndex : logIndex
  return BigInt(proven ?? Number.NaN).toString()
}

const isIssuer = ({ material }: OpenRoot, { key }: SignedEntity): boolean => {
  if (key.$case !== 'certificate') return false
  const { certificate } = key
  try {
    // Any of the chain: GitHub's statements on releases come from the authority above the last one.
    return material.certificateAuthorities
      .flatMap(({ certChain }) => certChain)
      .some((issuer) => issuer.subject.equals(certificate.issuer) && certificate.verify(issuer))
  } catch {
    // A certificate with parts that cannot be read, which is what it was refused for.
    return false
  }
}

const proofOf = ({ tlogEntries, timestamps }: SignedEntity): Proof => {
  const stamped = timestamps.some((time) => time.$case === 'timestamp-authority')
  if (tlogEntries.length === 0) return 'timestamp'
  return stamped ? 'log-and-timestamp' : 'log'
}

type ObjectIdentifierValue = {
  readonly oid?: { readonly id: readonly number[] } | undefined
  readonly value: Uint8Array
}

const signerOf = (name: string | undefined, values: readonly ObjectIdentifierValue[]): Signer => {
  const extensions: readonly Extension[] = values.map(({ oid, value }) => ({
    oid: oid?.id.join('.') ?? '',
    value,
  }))
  const signer = name === undefined ? undefined : signerIn(name, extensions)
  if (signer !== undefined) return signer
  throw new AttestationError(
    'certificate',
    'Its certificate names no signer or no issuer, or more than one.',
  )
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
