import type { Attachment } from '@ci-kit/attestation/discover/discovery'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import { duration, shortDigest } from '@ci-kit/core/amounts'
import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { bundleIdentity } from './bundle-identity.ts'

/** Bundles that a store has to list at a digest. */
export type ExpectedBundles = {
  readonly subject: Digest
  readonly predicateTypes: readonly string[]
  readonly bundles: readonly Uint8Array[]
}

export type ReadBackPorts = {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>
  readonly cancellation: AbortSignal
}

/** What was written is listed a little later: GitHub's API is eventually consistent. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000, 8000] as const

/**
 * Reads until all bundles are listed at the digest, for up to 24 seconds of
 * waiting, and answers them as they are stored there. Rejects with
 * {@link UserError} when one does not come, and with the source's own error when
 * it cannot be asked.
 */
export const readBack = async (
  source: EvidenceSource,
  expected: ExpectedBundles,
  { clock, cancellation }: ReadBackPorts,
): Promise<readonly Attachment[]> => {
  const began = clock.elapsed()
  let look = await lookedUp(source, expected)
  for (const pause of PAUSES_MS) {
    if (look.missing === 0) return look.found
    await clock.sleep(pause, cancellation)
    look = await lookedUp(source, expected)
  }
  const { missing, found } = look
  if (missing === 0) return found
  const total = expected.bundles.length
  throw new UserError(
    `${visible(source.name, 200)} took ${total === 1 ? 'the statement' : `${total} statements`} about ${shortDigest(expected.subject)}, and ${duration(clock.elapsed() - began)} later ${total === 1 ? 'it is' : `${missing} of them are`} still not listed there. Run the job again: what is there already is found and used again.`,
  )
}

type Look = { readonly missing: number; readonly found: readonly Attachment[] }

const lookedUp = async (
  source: EvidenceSource,
  { subject, predicateTypes, bundles }: ExpectedBundles,
): Promise<Look> => {
  const { attachments } = await source.find(subject, predicateTypes)
  const wanted = bundles.map(bundleIdentity)
  const identities = attachments.map(({ bundle }) => bundleIdentity(bundle))
  return {
    missing: wanted.filter((one) => one === undefined || !identities.includes(one)).length,
    found: attachments.filter((_attachment, at) => {
      const identity = identities[at]
      return identity !== undefined && wanted.includes(identity)
    }),
  }
}
