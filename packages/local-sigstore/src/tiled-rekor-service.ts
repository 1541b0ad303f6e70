import { messageOf } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt } from '@ci-kit/core/json'
import { sha256 } from './digests.ts'
import { json, refused, type ServiceHandler } from './http-service.ts'
import { tiledEnvelopeRecord, tiledHashedRecord } from './log-bodies.ts'
import { type LogBody, leafOf, type TransparencyLog } from './rekor-log.ts'
import { onlyOne, signedEnvelope, text } from './signed-entries.ts'

/**
 * Which entries a log of version 2 takes. rekor-tiles took envelopes before its
 * version 2.3 and takes only hashes since; cosign from 3.1 on writes and accepts
 * only hashes.
 */
export type TiledEntries = 'hashes' | 'hashes-and-envelopes'

/** Rekor's API of version 2 (sigstore/rekor-tiles, rekor_service.proto). It cannot be asked for an entry. */
export const tiledRekorService =
  (log: TransparencyLog, accepted: TiledEntries): ServiceHandler =>
  async ({ method, path, body }) => {
    if (method !== 'POST' || path !== '/api/v2/log/entries') return refused(404, 'not found')
    try {
      const request: unknown = JSON.parse(body.toString())
      const record = bodyOf(isObject(request) ? request : {}, accepted)
      const known = log.find(leafOf(record))
      if (known === undefined) return json(201, log.append(record))
      return json(409, {
        code: 6,
        message: `an equivalent entry already exists in the transparency log with index ${known.logIndex}`,
      })
    } catch (thrown) {
      return refused(400, messageOf(thrown))
    }
  }

const bodyOf = (request: Json, accepted: TiledEntries): LogBody => {
  const hashed = objectAt(request, 'hashedRekordRequestV002')
  if (hashed !== undefined) return hashedBody(hashed)
  const envelope = objectAt(request, 'dsseRequestV002')
  if (envelope === undefined || accepted === 'hashes')
    throw new Error('invalid type, must be hashedrekord')
  return envelopeBody(envelope)
}

const hashedBody = (request: Json): LogBody => {
  const signature = objectAt(request, 'signature')
  const digest = Buffer.from(text(request, 'digest'), 'base64')
  if (digest.length !== sha256().length) throw new Error('the digest is none of SHA-256')
  return tiledHashedRecord(digest, {
    signature: text(signature, 'content'),
    certificate: certificateOf(objectAt(signature, 'verifier')),
  })
}

const envelopeBody = (request: Json): LogBody => {
  const certificate = certificateOf(onlyOne(request, 'verifiers'))
  const { payload, signed } = signedEnvelope(objectAt(request, 'envelope') ?? {}, certificate)
  return tiledEnvelopeRecord(payload, signed)
}

const certificateOf = (verifier: Json | undefined): string =>
  text(objectAt(verifier, 'x509Certificate'), 'rawBytes')
