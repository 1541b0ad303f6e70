import { AttestationError } from '@ci-kit/attestation/attestation-error'

/** A signed document that says something which cannot be relied on. */
export const unreadable = (what: string): AttestationError =>
  new AttestationError('predicate', `It is no document of OpenVEX 0.2: ${what}.`)
