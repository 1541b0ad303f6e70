import { createRequire } from 'node:module'
import { isObject, stringAt } from '@ci-kit/core/json'
import type { JobIdentity } from '@ci-kit/local-sigstore/oidc-service'
import type { LocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { type Bundle, bundleFromJSON, bundleToJSON } from '@sigstore/bundle'
import { SigningConfig, TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'

export type Witness = object

type Signer = object

type Fetching = { readonly retry: number; readonly timeout: number }

type Sign = {
  FulcioSigner: new (
    options: Fetching & {
      fulcioBaseURL: string
      identityProvider: { getToken(): Promise<string> }
    },
  ) => Signer
  RekorWitness: new (
    options: Fetching & { rekorBaseURL: string; majorApiVersion: number },
  ) => Witness
  TSAWitness: new (options: Fetching & { tsaBaseURL: string }) => Witness
  DSSEBundleBuilder: new (options: { signer: Signer; witnesses: readonly Witness[] }) => Builder
  bundleBuilderFromSigningConfig(options: {
    signingConfig: SigningConfig
    identityProvider: { getToken(): Promise<string> }
    bundleType: 'dsseEnvelope'
    fetchOptions: Fetching
  }): Builder
}

type Builder = { create(artifact: { data: Buffer; type: string }): Promise<Bundle> }

// Required, not imported: its types need packages that it does not bring along.
const required: Sign = createRequire(import.meta.url)('@sigstore/sign')
const { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } = required

/** Asks as @actions/core does. */
export const identityToken = async (
  sigstore: LocalSigstore,
  identity: JobIdentity = {},
  audience = 'sigstore',
): Promise<string> => {
  const job = sigstore.environment(identity)
  const answer = await fetch(`${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${audience}`, {
    headers: { authorization: `Bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  })
  const content: unknown = await answer.json()
  return stringAt(isObject(content) ? content : undefined, 'value') ?? ''
}

export const rekor = (sigstore: LocalSigstore, version: 1 | 2, retry = 0): Witness =>
  new RekorWitness({
    rekorBaseURL: version === 1 ? sigstore.urls.rekor : sigstore.urls.rekorV2,
    majorApiVersion: version,
    retry,
    timeout: 30_000,
  })

export const timestamps = ({ urls }: LocalSigstore): Witness =>
  new TSAWitness({ tsaBaseURL: urls.timestamp, retry: 0, timeout: 30_000 })

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

type Given = { readonly token?: string; readonly statement?: object }

/** Signs over HTTP by @sigstore/sign. Answers the bundle in JSON. */
export const signed = async (
  sigstore: LocalSigstore,
  witnesses: Witness[],
  { token, statement = { _type: 'https://in-toto.io/Statement/v1' } }: Given = {},
): Promise<unknown> => {
  const given = token ?? (await identityToken(sigstore))
  const signer = new FulcioSigner({
    fulcioBaseURL: sigstore.urls.fulcio,
    identityProvider: { getToken: async () => given },
    retry: 0,
    timeout: 30_000,
  })
  const data = Buffer.from(JSON.stringify(statement))
  const bundle = await new DSSEBundleBuilder({ signer, witnesses }).create({
    data,
    type: PAYLOAD_TYPE,
  })
  return bundleToJSON(bundle)
}

/** Signs over HTTP by @sigstore/sign with the services that a signing config names. */
export const signedBy = async (sigstore: LocalSigstore, config: object): Promise<unknown> => {
  const builder = required.bundleBuilderFromSigningConfig({
    signingConfig: SigningConfig.fromJSON(config),
    identityProvider: { getToken: () => identityToken(sigstore) },
    bundleType: 'dsseEnvelope',
    fetchOptions: { retry: 0, timeout: 30_000 },
  })
  const data = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}')
  return bundleToJSON(await builder.create({ data, type: PAYLOAD_TYPE }))
}

/** Verifies by @sigstore/verify. Answers the signer's name. */
export const verified = (
  bundle: unknown,
  root: object,
  thresholds: { readonly log: number; readonly timestamp: number },
): string | undefined => {
  const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(JSON.stringify(root))))
  const verifier = new Verifier(material, {
    tlogThreshold: thresholds.log,
    ctlogThreshold: 1,
    timestampThreshold: thresholds.timestamp,
  })
  return verifier.verify(toSignedEntity(bundleFromJSON(bundle))).identity?.subjectAlternativeName
}
