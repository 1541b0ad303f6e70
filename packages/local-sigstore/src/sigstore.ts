import { sha256 } from './digests.ts'
import { envelopeRecord, hashedRecord } from './log-bodies.ts'
import type { LogEntry } from './rekor-log.ts'
import { type Clocks, type LogUrls, type SigstoreServices, sigstoreServices } from './services.ts'
import { type FakeStatement, payloadOf, preAuthEncoding } from './signed-content.ts'
import { type FakeIdentity, type Proof, signedBy } from './signing-material.ts'
import { type RootOptions, trustedRootOf } from './trusted-root.ts'

export type { FakeIdentity, Proof }

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

/** Signs in memory: for tests that need no HTTP. */
export const fakeSigstore = async (clocks: Clocks = {}, urls?: LogUrls): Promise<FakeSigstore> =>
  signingWith(await sigstoreServices(clocks, urls))

export const signingWith = (services: SigstoreServices): FakeSigstore => ({
  services,
  trustedRoot: (options) => trustedRootOf(services, options),
  signArtifact: async (artifact, by, proof = {}) => {
    const { signature, material } = await signedBy(services, artifact, by, proof, (signed) =>
      services.log.append(hashedRecord(sha256(artifact), signed)),
    )
    const messageDigest = { algorithm: 'SHA2_256', digest: sha256(artifact).toString('base64') }
    return {
      mediaType: V03,
      verificationMaterial: material,
      messageSignature: { messageDigest, signature },
    }
  },
  signStatement: async (statement, by, proof = {}) => {
    const { payload, payloadType } = payloadOf(statement)
    const encoded = preAuthEncoding(payloadType, payload)
    const envelopeOf = (sig: string) => ({
      payload: payload.toString('base64'),
      payloadType,
      signatures: [{ sig }],
    })
    const { signature, material } = await signedBy(services, encoded, by, proof, (signed) =>
      services.log.append(
        envelopeRecord(JSON.stringify(envelopeOf(signed.signature)), payload, signed),
      ),
    )
    return { mediaType: V03, verificationMaterial: material, dsseEnvelope: envelopeOf(signature) }
  },
})

const V03 = 'application/vnd.dev.sigstore.bundle.v0.3+json'
