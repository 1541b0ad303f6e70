import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { type Descriptor, descriptorsInIndex } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import type { Manifest } from '@ci-kit/oci/manifest'
import { OCI_INDEX } from '@ci-kit/oci/media-types'

/** What all registries take: "at least 4 MiB" (OCI distribution specification). */
const LARGEST_INDEX = 4 * 1024 * 1024

/** The index under a fallback tag, whole: members of other clients are kept as they are. */
export type ReferrersIndex = {
  readonly document: Json
  /** As the index has them, by digest. */
  readonly entries: ReadonlyMap<Digest, unknown>
}

export const EMPTY_INDEX: ReferrersIndex = {
  document: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] },
  entries: new Map(),
}

/** Throws `UserError` for what is no index: it is somebody else's, and never overwritten. `place` is where it is, for people. */
export const referrersIndex = (
  { mediaType, bytes }: Pick<Manifest, 'mediaType' | 'bytes'>,
  place: string,
): ReferrersIndex => {
  const document = parseObject(bytes)
  const listed = descriptorsInIndex(bytes)
  if (mediaType !== OCI_INDEX || document === undefined || listed === undefined)
    throw new UserError(
      `${place} holds no index of attachments, but something of the type "${visible(mediaType, 100)}". Clients keep the list of what is attached to the image there, so it was not overwritten. Look at what was pushed under that tag, delete the tag, and run the step again.`,
    )
  const raw = Array.isArray(document.manifests) ? document.manifests : []
  const entries = listed.map(({ digest }, at): [Digest, unknown] => [digest, raw[at]])
  return { document, entries: new Map(entries) }
}

/**
 * The index with entries behind those that it has. Throws `UserError` when it
 * becomes too large. Numbers that a double cannot hold are not kept exactly:
 * no client may rely on those (RFC 8259, section 6).
 */
export const withEntries = (
  { document }: ReferrersIndex,
  missing: readonly unknown[],
  place: string,
): Uint8Array => {
  const present: readonly unknown[] = Array.isArray(document.manifests) ? document.manifests : []
  const bytes = Buffer.from(
    JSON.stringify({ ...document, manifests: [...present, ...missing.filter(isObject)] }),
  )
  if (bytes.length <= LARGEST_INDEX) return bytes
  throw new UserError(
    `${place} would have ${bytes.length} bytes with one more attachment, and registries take ${LARGEST_INDEX}. It has ${present.length} entries: delete attachments that nobody needs, and run the step again.`,
  )
}

/** What is not listed yet. */
export const missingFrom = (
  { entries }: ReferrersIndex,
  wanted: ReadonlyMap<Digest, unknown>,
): readonly unknown[] =>
  [...wanted].flatMap(([digest, entry]) => (entries.has(digest) ? [] : [entry]))

export const entriesOf = (descriptors: readonly Descriptor[]): ReadonlyMap<Digest, unknown> =>
  new Map(descriptors.map((entry) => [entry.digest, entry]))
