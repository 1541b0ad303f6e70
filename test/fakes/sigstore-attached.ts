import type { FakeBundle } from '@ci-kit/local-sigstore/sigstore'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { referrersTag } from '@ci-kit/oci/referrers'
import type { RegistryStore } from './registry-store.ts'

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const EMPTY = 'application/vnd.oci.empty.v1+json'

type Place = {
  readonly store: RegistryStore
  readonly repository: string
  readonly subject: Digest
}

export type AttachOptions = {
  /** Says of itself what its predicate is of. */
  readonly predicateType?: string
  /** Members of the manifest that are other than they should be. */
  readonly manifest?: object
}

/** Attaches a bundle as cosign from version 3 on and GitHub's tools do. Answers the digest of the manifest. */
export const attachBundle = (
  { store, repository, subject }: Place,
  bundle: FakeBundle | string,
  { predicateType, manifest = {} }: AttachOptions = {},
): Digest => {
  const text = typeof bundle === 'string' ? bundle : JSON.stringify(bundle)
  const layer = store.addBlob(repository, Buffer.from(text))
  const annotations =
    predicateType === undefined ? {} : { 'dev.sigstore.bundle.predicateType': predicateType }
  const document = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType: BUNDLE,
    config: { mediaType: EMPTY, digest: store.addBlob(repository, Buffer.from('{}')), size: 2 },
    layers: [{ mediaType: BUNDLE, digest: layer, size: Buffer.byteLength(text) }],
    subject: { mediaType: INDEX, digest: subject, size: 1 },
    annotations,
    ...manifest,
  }
  const bytes = Buffer.from(JSON.stringify(document))
  return store.addManifest(repository, undefined, { mediaType: MANIFEST, bytes })
}

/** Lists manifests under the fallback tag, for registries without the referrers API; GHCR names such a wrong type. */
export const listUnderTag = (
  { store, repository, subject }: Place,
  digests: readonly Digest[],
  artifactType = EMPTY,
): void => {
  const known = store.open(repository).manifests
  const manifests = digests.map((digest) => {
    const size = known.get(digest)?.bytes.length ?? 1
    return { mediaType: MANIFEST, digest, size, artifactType }
  })
  const index = { schemaVersion: 2, mediaType: INDEX, manifests }
  const bytes = Buffer.from(JSON.stringify(index))
  store.addManifest(repository, referrersTag(subject), { mediaType: INDEX, bytes })
}

/** Attaches statements as cosign before version 3 did: one manifest under a tag, proofs in annotations. */
export const attachByCosign = (
  { store, repository, subject }: Place,
  bundles: readonly FakeBundle[],
  annotations: Readonly<Record<string, string>> = {},
): void => {
  const layers = bundles.map((bundle) => {
    const envelope = JSON.stringify(bundle.dsseEnvelope)
    return {
      mediaType: 'application/vnd.dsse.envelope.v1+json',
      digest: store.addBlob(repository, Buffer.from(envelope)),
      size: Buffer.byteLength(envelope),
      annotations: { ...proofsOf(bundle), ...annotations },
    }
  })
  const config = { mediaType: EMPTY, digest: digestOf(Buffer.from('{}')), size: 2 }
  const document = { schemaVersion: 2, mediaType: MANIFEST, config, layers }
  const bytes = Buffer.from(JSON.stringify(document))
  store.addManifest(repository, `${subject.replace(':', '-')}.att`, { mediaType: MANIFEST, bytes })
}

const proofsOf = ({ verificationMaterial }: FakeBundle): Record<string, string> => {
  const { certificate, tlogEntries } = verificationMaterial
  const [entry] = tlogEntries
  const kept = entry?.inclusionPromise && {
    SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
    Payload: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
    },
  }
  const lines = certificate.rawBytes.replace(/.{64}/g, '$&\n')
  return {
    'dev.cosignproject.cosign/signature': '',
    'dev.sigstore.cosign/certificate': `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    ...(kept && { 'dev.sigstore.cosign/bundle': JSON.stringify(kept) }),
  }
}
