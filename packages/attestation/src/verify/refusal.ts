import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { PolicyError, VerificationError } from '@sigstore/verify'
import { AttestationError, type Refusal } from '../attestation-error.ts'

type Meaning = { readonly refusal: Refusal; readonly says: string }

const CERTIFICATE: Meaning = {
  refusal: 'certificate',
  says: 'Its certificate does not come from an authority of the trusted root, or was not valid when it was used',
}
const LOG: Meaning = {
  refusal: 'log',
  says: 'Its entry does not come from a transparency log of the trusted root, or belongs to another signature',
}
const SIGNATURE: Meaning = {
  refusal: 'signature',
  says: 'Its signature does not fit what it is said to sign',
}
const TIMESTAMP: Meaning = {
  refusal: 'timestamp',
  says: 'The time of signing is not vouched for by the trusted root',
}

/** Codes of @sigstore/verify (its src/error.ts). */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  CERTIFICATE_ERROR: CERTIFICATE,
  PUBLIC_KEY_ERROR: CERTIFICATE,
  UNTRUSTED_SIGNER_ERROR: CERTIFICATE,
  SIGNATURE_ERROR: SIGNATURE,
  TIMESTAMP_ERROR: TIMESTAMP,
  TLOG_BODY_ERROR: LOG,
  TLOG_ERROR: LOG,
  TLOG_INCLUSION_PROMISE_ERROR: LOG,
  TLOG_INCLUSION_PROOF_ERROR: LOG,
  TLOG_MISSING_INCLUSION_ERROR: LOG,
}

/**
 * What a failed verification means. The libraries throw whatever comes up when
 * a certificate or timestamp is not the DER that it should be: that is a
 * malformed bundle, and the error is kept as the cause.
 */
export const refusalOf = (thrown: unknown): AttestationError => {
  if (thrown instanceof AttestationError) return thrown
  const known = thrown instanceof VerificationError || thrown instanceof PolicyError
  const meaning = known ? MEANINGS[thrown.code] : undefined
  const { refusal, says } = meaning ?? UNREADABLE
  return new AttestationError(refusal, `${says} (${visible(messageOf(thrown), 200)}).`, thrown)
}

const UNREADABLE: Meaning = { refusal: 'malformed', says: 'Parts of it cannot be read' }
