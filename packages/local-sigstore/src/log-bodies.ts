import { sha256 } from './digests.ts'
import type { LogBody } from './rekor-log.ts'

/** A signature and its certificate, both in base64 (the certificate's DER). */
export type Signed = { readonly signature: string; readonly certificate: string }

/** What Rekor's version 1 records of a signed file. */
export const hashedRecord = (digest: Buffer, { signature, certificate }: Signed): LogBody => ({
  kind: 'hashedrekord',
  apiVersion: '0.0.1',
  spec: {
    data: { hash: { algorithm: 'sha256', value: digest.toString('hex') } },
    signature: { content: signature, publicKey: { content: encodedPem(certificate) } },
  },
})

/**
 * What Rekor's version 1 records of a signed envelope. The hash is that of the
 * envelope's text as it was sent.
 */
export const envelopeRecord = (
  envelope: string,
  payload: Buffer,
  { signature, certificate }: Signed,
): LogBody => ({
  kind: 'dsse',
  apiVersion: '0.0.1',
  spec: {
    envelopeHash: { algorithm: 'sha256', value: sha256(Buffer.from(envelope)).toString('hex') },
    payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
    signatures: [{ signature, verifier: encodedPem(certificate) }],
  },
})

/**
 * What Rekor's version 2 records of a signed file, and from rekor-tiles 2.3 on
 * of an envelope too: then the digest is that of the pre-authentication
 * encoding.
 */
export const tiledHashedRecord = (digest: Buffer, signed: Signed): LogBody => ({
  kind: 'hashedrekord',
  apiVersion: '0.0.2',
  spec: {
    hashedRekordV002: {
      data: { algorithm: 'SHA2_256', digest: digest.toString('base64') },
      signature: tiledSignature(signed),
    },
  },
})

/** What Rekor's version 2 recorded of an envelope before rekor-tiles 2.3. */
export const tiledEnvelopeRecord = (payload: Buffer, signed: Signed): LogBody => ({
  kind: 'dsse',
  apiVersion: '0.0.2',
  spec: {
    dsseV002: {
      payloadHash: { algorithm: 'SHA2_256', digest: sha256(payload).toString('base64') },
      signatures: [tiledSignature(signed)],
    },
  },
})

const tiledSignature = ({ signature, certificate }: Signed) => ({
  content: signature,
  verifier: {
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    x509Certificate: { rawBytes: certificate },
  },
})

const encodedPem = (certificate: string): string =>
  Buffer.from(pemOf(certificate)).toString('base64')

/** Lines of 64 characters, as readers of PEM other than OpenSSL want them. */
export const pemOf = (certificate: string): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
