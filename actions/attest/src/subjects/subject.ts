import type { Descriptor } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'

/** A manifest of an image that statements are attached to. */
export type ImageManifest = {
  /** `linux/amd64`; '' for an index, and for an image whose platform is not known. */
  readonly platform: string
  readonly descriptor: Descriptor
}

/** An image in a registry. Its tag was resolved once; from then on only digests count. */
export type ImageSubject = {
  readonly kind: 'image'
  /** `ghcr.io` */
  readonly registry: string
  /** `org/shop/api` */
  readonly repository: string
  /** `ghcr.io/org/shop/api`, without a tag: the name in statements. */
  readonly name: string
  /** What was named: an index, or the manifest of one platform. */
  readonly top: ImageManifest
  /** The manifests of an index, without those in which BuildKit keeps attestations; empty where `top` is no index. */
  readonly platforms: readonly ImageManifest[]
}

/** A file, or anything else that has a name and a digest and is in no registry. */
export type FileSubject = {
  readonly kind: 'file'
  readonly name: string
  readonly digest: Digest
}

export type Subject = ImageSubject | FileSubject
