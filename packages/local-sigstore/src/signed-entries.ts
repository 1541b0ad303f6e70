import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import type { Signed } from './log-bodies.ts'
import { preAuthEncoding } from './signed-content.ts'

/** An envelope of which one signature holds. */
export type SignedEnvelope = {
  readonly payload: Buffer
  /** The bytes that were signed. */
  readonly encoded: Buffer
  readonly signed: Signed
}

/** Reads a DSSE envelope and checks its only signature. Throws what Rekor would refuse. */
export const signedEnvelope = (envelope: Json, certificate: string): SignedEnvelope => {
  const payload = Buffer.from(text(envelope, 'payload'), 'base64')
  const encoded = preAuthEncoding(text(envelope, 'payloadType'), payload)
  const signature = text(onlyOne(envelope, 'signatures'), 'sig')
  const signed = { signature, certificate }
  if (!verify('sha256', encoded, keyOf(certificate), Buffer.from(signature, 'base64')))
    throw new Error('the envelope is not signed by its verifier')
  return { payload, encoded, signed }
}

const keyOf = (certificate: string) =>
  createPublicKey(
    new X509Certificate(Buffer.from(certificate, 'base64')).publicKey.export({
      format: 'pem',
      type: 'spki',
    }),
  )

/** The base64 of the DER in a PEM certificate which is in base64 itself. */
export const unwrapped = (encodedPem: string): string =>
  new X509Certificate(Buffer.from(encodedPem, 'base64')).raw.toString('base64')

export const onlyOne = (from: Json | undefined, name: string): Json => {
  const list = from?.[name]
  const [first, ...others] = Array.isArray(list) ? list : []
  if (!isObject(first) || others.length > 0) throw new Error(`${name} must be one`)
  return first
}

export const text = (from: Json | undefined, name: string): string => {
  const value = stringAt(from, name)
  if (value === undefined) throw new Error(`${name} is missing`)
  return value
}
