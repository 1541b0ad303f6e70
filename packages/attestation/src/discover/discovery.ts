import type { Digest } from '@ci-kit/oci/digest'
import { MOST_ATTACHMENTS } from '../limits.ts'

export type DiscoverOptions = {
  /**
   * Leaves out what says of itself that it is no statement, or one whose
   * predicate is of another type. The word is not verified: it saves reading,
   * and proves nothing. Whoever lies there hides his own attachment; those of
   * others can only be hidden by who may delete them as well.
   */
  readonly predicateTypes?: readonly string[]
  /** In bytes; larger ones are left out, and told. 24 MiB when left out. */
  readonly largestBundle?: number
  /** In bytes, of all bundles together; nothing more is read once they are over it, and told. 512 MiB when left out. */
  readonly mostBytes?: number
}

/** A bundle that is attached to a digest, as it is stored. */
export type Attachment = {
  /** For people: the digest of the manifest, or the tag and the number of the layer. */
  readonly where: string
  /** The manifest that refers to the digest; none where cosign's older tag holds it. */
  readonly referrer?: Digest
  readonly bundle: Uint8Array
}

/** What looked like an attestation and was left out, with the reason as a sentence without its dot. */
export type Ignored = { readonly what: string; readonly reason: string }

/** What is attached to a digest. Nothing of it has been verified. */
export type Discovery = {
  readonly attachments: readonly Attachment[]
  readonly ignored: readonly Ignored[]
}

/** What one place held; neither member where it is no bundle, or one of another kind. */
export type Found = { readonly attachment?: Attachment; readonly ignored?: Ignored }

export const discoveryOf = (found: readonly Found[]): Discovery => ({
  attachments: found.flatMap(({ attachment }) => attachment ?? []),
  ignored: found.flatMap(({ ignored }) => ignored ?? []),
})

/** What to say when there are more than are looked at. */
export const tooMany = (what: string, count: number): readonly Found[] =>
  count > MOST_ATTACHMENTS
    ? [
        {
          ignored: {
            what,
            reason: `it has ${count} attachments, of which the first ${MOST_ATTACHMENTS} were looked at`,
          },
        },
      ]
    : []

/** What to say of one that is not read because those before it were large. */
export const tooMuch = (what: string, mostBytes: number): Found => ({
  ignored: { what, reason: `more than ${mostBytes} bytes were read before it` },
})
