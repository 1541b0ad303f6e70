import { messageOf } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt } from '@ci-kit/core/json'
import { json, refused, type ServiceAnswer, type ServiceHandler } from './http-service.ts'
import { envelopeRecord, hashedRecord } from './log-bodies.ts'
import { type LogBody, type LogEntry, leafOf, type TransparencyLog } from './rekor-log.ts'
import { signedEnvelope, text, unwrapped } from './signed-entries.ts'

const ENTRIES = '/api/v1/log/entries'
/** Which tree of the log an entry is in; comes before its hash in its UUID. */
const TREE = '0000000000000001'

/** Rekor's API of version 1 (sigstore/rekor, openapi.yaml): statements and files, canonical bodies. */
export const rekorService =
  (log: TransparencyLog): ServiceHandler =>
  async ({ method, path, body }) => {
    if (method === 'GET' && path.startsWith(`${ENTRIES}/`)) return found(log, path)
    if (method !== 'POST' || path !== ENTRIES) return refused(404, 'not found')
    try {
      const proposed: unknown = JSON.parse(body.toString())
      return logged(log, bodyOf(isObject(proposed) ? proposed : {}))
    } catch (thrown) {
      return refused(400, messageOf(thrown))
    }
  }

const found = (log: TransparencyLog, path: string): ServiceAnswer => {
  const leaf = path.slice(ENTRIES.length + 1).slice(-64)
  const entry = log.find(leaf)
  return entry === undefined
    ? refused(404, 'no such entry')
    : json(200, { [TREE + leaf]: shown(entry) })
}

const logged = (log: TransparencyLog, body: LogBody): ServiceAnswer => {
  const leaf = leafOf(body)
  const uuid = TREE + leaf
  const location = `${ENTRIES}/${uuid}`
  if (log.find(leaf) !== undefined) {
    const message = `an equivalent entry already exists in the transparency log with UUID ${uuid}`
    return json(409, { code: 409, message }, { location })
  }
  // sigstore-go finds the entry by the ETag (pkg/sign/transparency.go).
  return json(201, { [uuid]: shown(log.append(body)) }, { location, etag: uuid })
}

const bodyOf = (proposed: Json): LogBody => {
  const spec = objectAt(proposed, 'spec')
  if (proposed.kind === 'dsse') return statementOf(objectAt(spec, 'proposedContent'))
  if (proposed.kind === 'hashedrekord') return fileOf(spec)
  throw new Error(`entries of kind ${String(proposed.kind)} are not known here`)
}

const statementOf = (content: Json | undefined): LogBody => {
  const envelope = text(content, 'envelope')
  const parsed: unknown = JSON.parse(envelope)
  const [verifier] = Array.isArray(content?.verifiers) ? content.verifiers : []
  const { payload, signed } = signedEnvelope(
    isObject(parsed) ? parsed : {},
    unwrapped(String(verifier)),
  )
  return envelopeRecord(envelope, payload, signed)
}

const fileOf = (spec: Json | undefined): LogBody => {
  const hash = objectAt(objectAt(spec, 'data'), 'hash')
  const signature = objectAt(spec, 'signature')
  return hashedRecord(Buffer.from(text(hash, 'value'), 'hex'), {
    signature: text(signature, 'content'),
    certificate: unwrapped(text(objectAt(signature, 'publicKey'), 'content')),
  })
}

/** An entry as the API shows it: hashes in hex, numbers as numbers. */
const shown = (entry: LogEntry) => ({
  body: entry.canonicalizedBody,
  integratedTime: Number(entry.integratedTime),
  logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
  logIndex: Number(entry.logIndex),
  verification: {
    inclusionProof: {
      checkpoint: entry.inclusionProof.checkpoint.envelope,
      hashes: entry.inclusionProof.hashes.map(hex),
      logIndex: Number(entry.inclusionProof.logIndex),
      rootHash: hex(entry.inclusionProof.rootHash),
      treeSize: Number(entry.inclusionProof.treeSize),
    },
    signedEntryTimestamp: entry.inclusionPromise?.signedEntryTimestamp,
  },
})

const hex = (encoded: string): string => Buffer.from(encoded, 'base64').toString('hex')
