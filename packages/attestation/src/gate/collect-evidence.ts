import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import { type Digest, digestOf } from '@ci-kit/oci/digest'
import type { Discovery } from '../discover/discovery.ts'
import type { EvidenceSource } from './evidence.ts'

/** A bundle that a source has for a digest. */
export type FoundBundle = {
  readonly subject: Digest
  readonly where: string
  /** Of the bytes. */
  readonly bundle: Digest
  readonly bytes: Uint8Array
}

/** Something that looks like a statement and was not read. */
export type Unread = { readonly subject: Digest; readonly where: string; readonly reason: string }

/** What one source answered for all digests of a subject. */
export type Evidence = {
  readonly bundles: readonly FoundBundle[]
  readonly unread: readonly Unread[]
  /** Sentences: for which digest it could not be asked, and why. */
  readonly unasked: readonly string[]
}

/** Requests to one source at a time. */
const AT_ONCE = 8

/** Asks a source about all digests. A `UserError` means that it could not be asked; other errors are thrown on. */
export const collectEvidence = async (
  source: EvidenceSource,
  digests: readonly Digest[],
  types: readonly string[],
): Promise<Evidence> => {
  const answers = await inParallel(digests, AT_ONCE, async (digest): Promise<Evidence> => {
    try {
      return evidenceIn(source, digest, await source.find(digest, types))
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown
      const unasked = `${visible(source.name, 200)} could not be asked about ${digest}: ${visible(thrown.message, 1_000)}`
      return { bundles: [], unread: [], unasked: [unasked] }
    }
  })
  return {
    bundles: answers.flatMap(({ bundles }) => bundles),
    unread: answers.flatMap(({ unread }) => unread),
    unasked: answers.flatMap(({ unasked }) => unasked),
  }
}

const evidenceIn = (
  { name }: EvidenceSource,
  subject: Digest,
  { attachments, ignored }: Discovery,
): Evidence => ({
  bundles: attachments.map(({ where, bundle }) => ({
    subject,
    where: visible(where, 500),
    bundle: digestOf(bundle),
    bytes: bundle,
  })),
  // What was not read is named by itself only.
  unread: ignored.map(({ what, reason }) => ({
    subject,
    where: visible(`${name}, ${what}`, 500),
    reason,
  })),
  unasked: [],
})
