import { type Digest, digestOf } from '@ci-kit/oci/digest'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'

/** Entries of an index of referrers, by made-up names. */
export const entryOf = (name: string) => ({
  mediaType: OCI_MANIFEST,
  digest: digestOf(Buffer.from(name)),
  size: 1,
})
export const entries = (...names: readonly string[]): ReadonlyMap<Digest, unknown> =>
  new Map(names.map((name) => [entryOf(name).digest, entryOf(name)]))
/** The text of an index. */
export const indexOf = (...names: readonly string[]) =>
  JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: names.map(entryOf) })
export const digestsIn = (index: string | undefined): readonly Digest[] =>
  JSON.parse(index ?? '{"manifests":[]}').manifests.map(({ digest }: { digest: Digest }) => digest)
