import { type BlobContent, blobOf } from '@ci-kit/oci/blobs'
import type { Descriptor } from '@ci-kit/oci/descriptor'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import type { NewAttachment } from './attached.ts'

/** What cosign from version 3 on, GitHub's tools and policy controllers look for. */
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json'

/** The content of configs that say nothing (OCI image specification, "Guidance for an Empty Descriptor"). */
export const EMPTY_CONFIG: BlobContent = blobOf(Buffer.from('{}'))

/** A manifest that refers to a subject, with all that has to be stored for it. */
export type Referrer = {
  readonly digest: Digest
  readonly manifest: Pick<Manifest, 'mediaType' | 'bytes'>
  readonly bundle: BlobContent
  /** How an index lists it. */
  readonly entry: Descriptor
}

/**
 * The manifest that attaches a bundle to its subject, as cosign's
 * `WriteAttestationNewBundleFormat` lays it out. It has no
 * `org.opencontainers.image.created`, so that the same bundle always gives the
 * same digest and is attached once, however often it is tried.
 */
export const referrerOf = (
  { mediaType, digest, size }: Descriptor,
  { bundle, predicateType }: NewAttachment,
): Referrer => {
  const layer = blobOf(bundle)
  const annotations = {
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': predicateType,
  }
  const document = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: BUNDLE_TYPE,
    config: { mediaType: EMPTY_TYPE, digest: EMPTY_CONFIG.digest, size: EMPTY_CONFIG.size },
    layers: [{ mediaType: BUNDLE_TYPE, digest: layer.digest, size: layer.size }],
    subject: { mediaType, digest, size },
    annotations,
  }
  const bytes = Buffer.from(JSON.stringify(document))
  const own = { mediaType: OCI_MANIFEST, digest: digestOf(bytes), size: bytes.length }
  return {
    digest: own.digest,
    manifest: { mediaType: OCI_MANIFEST, bytes },
    bundle: layer,
    entry: { ...own, artifactType: BUNDLE_TYPE, annotations },
  }
}
