import { sign } from 'node:crypto'
import { base64, sha256 } from './digests.ts'
import { type Signed, tiledHashedRecord } from './log-bodies.ts'
import type { LogEntry } from './rekor-log.ts'
import { keyPair, type SigstoreServices } from './services.ts'

/** Who signs. `extensions` go by Fulcio's numbers below 1.3.6.1.4.1.57264.1; 8, the issuer, is written anyway. */
export type FakeIdentity = {
  readonly identity: string
  readonly issuer: string
  readonly extensions?: Readonly<Record<number, string>>
}

/**
 * What a bundle proves its time by. Default: an entry in a log of version 1.
 * An entry in one of version 2 proves no time, so it wants a timestamp too.
 */
export type Proof = { readonly log?: boolean | 1 | 2; readonly timestamp?: boolean }

const FULCIO = '1.3.6.1.4.1.57264.1.'

/** Puts a signature into the log of version 1. */
type LogIn = (signed: Signed) => LogEntry

/** Signs with a new key and a certificate for it. Answers signature and proofs as bundles hold them. */
export const signedBy = async (
  services: SigstoreServices,
  bytes: Uint8Array,
  by: FakeIdentity,
  proof: Proof,
  logIn: LogIn,
) => {
  const { publicKey, privateKey } = keyPair()
  const rawBytes = await certificateOf(
    services,
    publicKey.export({ format: 'der', type: 'spki' }),
    by,
  )
  const bare = sign('sha256', bytes, privateKey)
  const signed = { signature: bare.toString('base64'), certificate: rawBytes }
  return {
    signature: signed.signature,
    material: {
      certificate: { rawBytes },
      tlogEntries: entriesOf(
        proof.log,
        () => logIn(signed),
        () => services.tiledLog.append(tiledHashedRecord(sha256(bytes), signed)),
      ),
      timestampVerificationData: {
        rfc3161Timestamps:
          proof.timestamp === true
            ? [{ signedTimestamp: await timestampOf(services.timestamps, bare) }]
            : [],
      },
    },
  }
}

const entriesOf = (
  log: Proof['log'],
  first: () => LogEntry,
  second: () => LogEntry,
): LogEntry[] => {
  if (log === false) return []
  return [log === 2 ? second() : first()]
}

const certificateOf = async (
  { authority }: SigstoreServices,
  publicKey: Buffer,
  { identity, issuer, extensions = {} }: FakeIdentity,
): Promise<string> => {
  const certificate = await authority.issueCertificate({
    publicKey,
    subjectAltName: identity,
    extensions: Object.entries({ 8: issuer, ...extensions }).map(([number, value]) => ({
      oid: FULCIO + number,
      value,
    })),
  })
  return base64(certificate)
}

const timestampOf = async (
  timestamps: SigstoreServices['timestamps'],
  signature: Buffer,
): Promise<string> =>
  base64(
    await timestamps.timestamp({
      artifactHash: sha256(signature),
      hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
      nonce: 42,
      policyOID: '1.3.6.1.4.1.57264.2',
    }),
  )
