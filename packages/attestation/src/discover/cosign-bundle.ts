import { countAt, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { parseObject } from '@ci-kit/oci/json'

const ANNOTATION = 'dev.sigstore.cosign/'

/**
 * The parts that older cosigns keep apart, as a bundle of version 0.1, or the
 * reason why there are not enough of them. Nothing is verified here: what the
 * parts say is for the verifier to judge.
 */
export const cosignBundle = (
  envelope: Json | undefined,
  annotations: Readonly<Record<string, string>>,
): Json | string => {
  if (envelope === undefined) return 'it is no JSON object'
  const rawBytes = derIn(annotations[`${ANNOTATION}certificate`] ?? '')
  if (rawBytes === undefined) return 'it was signed without a certificate, so it names nobody'
  const entry = logEntry(parseObject(annotations[`${ANNOTATION}bundle`] ?? ''))
  const timestamp = stringAt(
    parseObject(annotations[`${ANNOTATION}rfc3161timestamp`] ?? ''),
    'SignedRFC3161Timestamp',
  )
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes }] },
      tlogEntries: entry === undefined ? [] : [entry],
      timestampVerificationData: {
        rfc3161Timestamps: timestamp === undefined ? [] : [{ signedTimestamp: timestamp }],
      },
    },
    dsseEnvelope: envelope,
  }
}

/** The base64 inside a PEM text. */
const derIn = (pem: string): string | undefined =>
  /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/
    .exec(pem)?.[1]
    ?.replace(/\s/g, '')

/** Rekor's answer as cosign keeps it (sigstore/cosign, pkg/cosign/bundle/rekor.go). */
const logEntry = (kept: Json | undefined): Json | undefined => {
  const payload = objectAt(kept, 'Payload')
  const canonicalizedBody = stringAt(payload, 'body')
  const body = parseObject(Buffer.from(canonicalizedBody ?? '', 'base64'))
  const signedEntryTimestamp = stringAt(kept, 'SignedEntryTimestamp')
  const logId = stringAt(payload, 'logID') ?? ''
  if (canonicalizedBody === undefined || signedEntryTimestamp === undefined) return undefined
  return {
    logIndex: String(countAt(payload, 'logIndex') ?? ''),
    logId: { keyId: Buffer.from(logId, 'hex').toString('base64') },
    kindVersion: { kind: stringAt(body, 'kind'), version: stringAt(body, 'apiVersion') },
    integratedTime: String(countAt(payload, 'integratedTime') ?? ''),
    inclusionPromise: { signedEntryTimestamp },
    canonicalizedBody,
  }
}
