import { createHash, sign } from 'node:crypto'
import { canonical } from './canonical.ts'
import type { KeyPair } from './sigstore-services.ts'

/** An entry as bundles hold it, in JSON. */
export type LogEntry = {
  readonly logIndex: string
  readonly logId: { readonly keyId: string }
  readonly kindVersion: { readonly kind: string; readonly version: string }
  readonly integratedTime: string
  readonly inclusionPromise: { readonly signedEntryTimestamp: string }
  readonly inclusionProof: object
  readonly canonicalizedBody: string
}

export type TransparencyLog = {
  readonly baseUrl: string
  /** DER of the public key. */
  readonly publicKey: Buffer
  readonly keyId: Buffer
  /** Takes in an entry of Rekor's version 1, which is alone in its tree. */
  append(body: LogBody): LogEntry
}

export type LogBody = { readonly kind: string; readonly apiVersion: string; readonly spec: object }

/**
 * A transparency log as Rekor's version 1. @sigstore/mock's own echoes the
 * proposed entry, which verifiers refuse for statements; this one takes the
 * canonical body.
 */
export const transparencyLog = (baseUrl: string, keys: KeyPair, clock?: Date): TransparencyLog => {
  const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' })
  const keyId = sha256(publicKey)
  let next = 1_000
  return {
    baseUrl,
    publicKey,
    keyId,
    append: (body) => {
      next += 1
      const bytes = Buffer.from(canonical(body))
      const seconds = Math.floor((clock ?? new Date()).getTime() / 1_000)
      return {
        logIndex: String(next),
        logId: { keyId: keyId.toString('base64') },
        kindVersion: { kind: body.kind, version: body.apiVersion },
        integratedTime: String(seconds),
        inclusionPromise: { signedEntryTimestamp: promise(bytes, seconds, next, keyId, keys) },
        inclusionProof: proof(bytes, new URL(baseUrl).host, keyId, keys),
        canonicalizedBody: bytes.toString('base64'),
      }
    },
  }
}

/** The signed entry timestamp (sigstore/rekor, pkg/api/entries.go). */
const promise = (
  body: Buffer,
  integratedTime: number,
  logIndex: number,
  keyId: Buffer,
  { privateKey }: KeyPair,
): string => {
  const signed = {
    body: body.toString('base64'),
    integratedTime,
    logIndex,
    logID: keyId.toString('hex'),
  }
  return sign('sha256', Buffer.from(canonical(signed)), privateKey).toString('base64')
}

/** Inclusion in a tree of one leaf, with its checkpoint (transparency-dev/formats, log/README.md). */
const proof = (body: Buffer, host: string, keyId: Buffer, { privateKey }: KeyPair): object => {
  const rootHash = sha256(Buffer.concat([Buffer.from([0]), body]))
  const note = `${host} - 1\n1\n${rootHash.toString('base64')}\n`
  const signature = sign('sha256', Buffer.from(note), privateKey)
  const hinted = Buffer.concat([keyId.subarray(0, 4), signature]).toString('base64')
  return {
    logIndex: '0',
    treeSize: '1',
    rootHash: rootHash.toString('base64'),
    hashes: [],
    checkpoint: { envelope: `${note}\n\u2014 ${host} ${hinted}\n` },
  }
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
