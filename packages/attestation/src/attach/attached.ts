import type { Digest } from '@ci-kit/oci/digest'

/** A bundle that is to be attached to a digest. */
export type NewAttachment = {
  /** JSON of a sigstore bundle, stored byte by byte. */
  readonly bundle: Uint8Array
  /** Written as an annotation for those that look before they read; a hint only. */
  readonly predicateType: string
}

/** A bundle that is attached, and was found again. */
export type Attached = {
  /** Of the manifest that refers to the subject. */
  readonly digest: Digest
  /** Where it is listed: by the registry's referrers API, or in the index under the fallback tag. */
  readonly listedBy: 'api' | 'tag'
}
