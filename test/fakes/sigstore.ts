import { createHash, sign } from 'node:crypto'
import type { LogBody, LogEntry } from './sigstore-log.ts'
import { base64, type RootOptions, trustedRootOf } from './sigstore-root.ts'
import {
  type Clocks,
  keyPair,
  type SigstoreServices,
  sigstoreServices,
} from './sigstore-services.ts'
import {
  envelopeRecord,
  type FakeStatement,
  hashedRecord,
  payloadOf,
  preAuthEncoding,
} from './sigstore-signed.ts'

/** Who signs. `extensions` go by Fulcio's numbers below 1.3.6.1.4.1.57264.1; 8, the issuer, is written anyway. */
export type FakeIdentity = {
  readonly identity: string
  readonly issuer: string
  readonly extensions?: Readonly<Record<number, string>>
}

/** What a bundle proves its time by. Default: a log entry. */
export type Proof = { readonly log?: boolean; readonly timestamp?: boolean }

/** A bundle in JSON, open for tests that damage it. */
export type FakeBundle = {
  mediaType: string
  verificationMaterial: {
    certificate: { rawBytes: string }
    tlogEntries: LogEntry[]
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] }
  }
  messageSignature?: { messageDigest: { algorithm: string; digest: string }; signature: string }
  dsseEnvelope?: { payload: string; payloadType: string; signatures: { sig: string }[] }
}

/** A whole Sigstore with keys of its own: what it signs verifies against its trusted root. */
export type FakeSigstore = {
  readonly services: SigstoreServices
  trustedRoot(options?: RootOptions): object
  signArtifact(artifact: Uint8Array, by: FakeIdentity, proof?: Proof): Promise<FakeBundle>
  signStatement(statement: FakeStatement, by: FakeIdentity, proof?: Proof): Promise<FakeBundle>
}

export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'

/** A workflow on GitHub as its certificate names it: `org/repository`, file and ref. */
export const workflowIdentity = (
  repository = 'org/app',
  workflow = 'release.yml',
  ref = 'refs/heads/main',
): FakeIdentity => {
  const source = `https://github.com/${repository}`
  const identity = `${source}/.github/workflows/${workflow}@${ref}`
  const sha = 'a'.repeat(40)
  return {
    identity,
    issuer: GITHUB_ISSUER,
    extensions: {
      9: identity,
      11: 'github-hosted',
      12: source,
      13: sha,
      14: ref,
      15: '4711',
      20: 'push',
    },
  }
}

export const fakeSigstore = async (clocks: Clocks = {}): Promise<FakeSigstore> => {
  const services = await sigstoreServices(clocks)
  return {
    services,
    trustedRoot: (options) => trustedRootOf(services, options),
    signArtifact: async (artifact, by, proof = {}) => {
      const signed = await signedBy(services, artifact, by, proof, (signature, certificate) =>
        hashedRecord(artifact, signature, certificate),
      )
      const digest = createHash('sha256').update(artifact).digest('base64')
      const messageDigest = { algorithm: 'SHA2_256', digest }
      return {
        mediaType: V03,
        verificationMaterial: signed.material,
        messageSignature: { messageDigest, signature: signed.signature.toString('base64') },
      }
    },
    signStatement: async (statement, by, proof = {}) => {
      const { payload, payloadType } = payloadOf(statement)
      const encoded = preAuthEncoding(payloadType, payload)
      const signed = await signedBy(services, encoded, by, proof, (signature, certificate) =>
        envelopeRecord(payload, signature, certificate),
      )
      const signatures = [{ sig: signed.signature.toString('base64') }]
      return {
        mediaType: V03,
        verificationMaterial: signed.material,
        dsseEnvelope: { payload: payload.toString('base64'), payloadType, signatures },
      }
    },
  }
}

const V03 = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const FULCIO = '1.3.6.1.4.1.57264.1.'

const signedBy = async (
  { authority, log, timestamps }: SigstoreServices,
  bytes: Uint8Array,
  { identity, issuer, extensions = {} }: FakeIdentity,
  proof: Proof,
  body: (signature: Buffer, certificate: string) => LogBody,
) => {
  const { publicKey, privateKey } = keyPair()
  const certificate = await authority.issueCertificate({
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    subjectAltName: identity,
    extensions: Object.entries({ 8: issuer, ...extensions }).map(([number, value]) => ({
      oid: FULCIO + number,
      value,
    })),
  })
  const rawBytes = base64(certificate)
  const signature = sign('sha256', bytes, privateKey)
  const timestamp = proof.timestamp === true ? await timestampOf(timestamps, signature) : undefined
  return {
    signature,
    material: {
      certificate: { rawBytes },
      tlogEntries: proof.log === false ? [] : [log.append(body(signature, rawBytes))],
      timestampVerificationData: {
        rfc3161Timestamps: timestamp === undefined ? [] : [{ signedTimestamp: timestamp }],
      },
    },
  }
}

const timestampOf = async (
  timestamps: SigstoreServices['timestamps'],
  signature: Buffer,
): Promise<string> =>
  base64(
    await timestamps.timestamp({
      artifactHash: createHash('sha256').update(signature).digest(),
      hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
      nonce: 42,
      policyOID: '1.3.6.1.4.1.57264.2',
    }),
  )
