import { createHash } from 'node:crypto'
import type { Digest } from '@ci-kit/oci/digest'
import type { LogBody } from './sigstore-log.ts'

export type FakeStatement = {
  readonly subject: readonly Digest[]
  readonly predicateType: string
  readonly predicate: unknown
  /** Default: in-toto's version 1. */
  readonly type?: string
  readonly payloadType?: string
}

/** The statement as the bytes that an envelope holds. */
export const payloadOf = (statement: FakeStatement) => ({
  payloadType: statement.payloadType ?? 'application/vnd.in-toto+json',
  payload: Buffer.from(
    JSON.stringify({
      _type: statement.type ?? 'https://in-toto.io/Statement/v1',
      subject: statement.subject.map((digest, at) => {
        const [algorithm = '', hex] = digest.split(':')
        return { name: `subject-${at}`, digest: { [algorithm]: hex } }
      }),
      predicateType: statement.predicateType,
      predicate: statement.predicate,
    }),
  ),
})

/** What DSSE signs (secure-systems-lab/dsse, protocol.md). */
export const preAuthEncoding = (payloadType: string, payload: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ])

const pem = (certificate: string): string =>
  Buffer.from(`-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`).toString(
    'base64',
  )

const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What a log records of a signed file. */
export const hashedRecord = (
  artifact: Uint8Array,
  signature: Buffer,
  certificate: string,
): LogBody => ({
  kind: 'hashedrekord',
  apiVersion: '0.0.1',
  spec: {
    data: { hash: { algorithm: 'sha256', value: hex(artifact) } },
    signature: {
      content: signature.toString('base64'),
      publicKey: { content: pem(certificate) },
    },
  },
})

/** What a log records of a signed envelope. */
export const envelopeRecord = (
  payload: Buffer,
  signature: Buffer,
  certificate: string,
): LogBody => ({
  kind: 'dsse',
  apiVersion: '0.0.1',
  spec: {
    payloadHash: { algorithm: 'sha256', value: hex(payload) },
    signatures: [{ signature: signature.toString('base64'), verifier: pem(certificate) }],
  },
})
