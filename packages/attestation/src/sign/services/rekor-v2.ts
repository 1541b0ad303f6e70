import { createHash } from 'node:crypto'
import { parseObject } from '@ci-kit/oci/json'
import type { TransparencyLogEntry } from '@sigstore/bundle'
import { TransparencyLogEntry as Entry } from '@sigstore/protobuf-specs'
import { endpoint } from './endpoint.ts'
import { ask } from './exchange.ts'
import { type Connection, oddAnswer, type Service } from './service.ts'
import type { Envelope, LogClient } from './transparency-log.ts'

/** A log by Rekor's second API (sigstore/rekor-tiles, api/proto/rekor/v2), which tells no time. */
export const rekorV2 = (service: Service, connection: Connection): LogClient => ({
  append: async (envelope, certificate) => {
    const { body } = await ask(connection, service, {
      method: 'POST',
      url: endpoint(service.url, 'api/v2/log/entries'),
      headers: { accept: 'application/json' },
      body: creationRequest(envelope, certificate),
      expect: [200, 201],
    })
    return entryFrom(service, body)
  },
})

/**
 * Envelopes are logged as hashes of what was signed, which is all that logs
 * take since rekor-tiles 2.3 and that cosign 3.1 accepts
 * (sigstore/architecture-docs, rekor-v2-spec, 6.1.4).
 */
const creationRequest = (envelope: Envelope, certificate: string) => ({
  hashedRekordRequestV002: {
    digest: createHash('sha256').update(preAuthEncoding(envelope)).digest('base64'),
    signature: {
      content: envelope.signatures[0]?.sig.toString('base64'),
      verifier: {
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        x509Certificate: { rawBytes: certificate.replace(/-----[^-]+-----|\s/g, '') },
      },
    },
  },
})

/** What DSSE signs (secure-systems-lab/dsse, protocol.md). */
const preAuthEncoding = ({ payloadType, payload }: Envelope): Buffer => {
  const length = Buffer.byteLength(payloadType)
  return Buffer.concat([Buffer.from(`DSSEv1 ${length} ${payloadType} ${payload.length} `), payload])
}

const entryFrom = (service: Service, body: Uint8Array): TransparencyLogEntry => {
  const answer = parseObject(body)
  if (answer === undefined) throw oddAnswer(service, 'it is no JSON object')
  const { logId, kindVersion, ...entry } = parsed(service, answer)
  const { inclusionProof, canonicalizedBody } = entry
  if (
    logId === undefined ||
    logId.keyId.length === 0 ||
    kindVersion === undefined ||
    inclusionProof?.checkpoint === undefined ||
    canonicalizedBody.length === 0
  )
    throw oddAnswer(service, 'its entry lacks the log id, the kind, the body or the proof')
  return { ...entry, logId, kindVersion }
}

const parsed = (service: Service, answer: object): Entry => {
  try {
    return Entry.fromJSON(answer)
  } catch (thrown) {
    // The library's words are about its own types.
    const error = oddAnswer(service, 'it is no entry of a log')
    error.cause = thrown
    throw error
  }
}
