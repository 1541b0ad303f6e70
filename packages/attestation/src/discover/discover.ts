import { inParallel } from '@ci-kit/core/in-parallel'
import type { Digest } from '@ci-kit/oci/digest'
import type { Repository } from '@ci-kit/oci/registry'
import { MOST_ATTACHMENTS, MOST_BYTES } from '../limits.ts'
import { bundleAttachment } from './bundle-attachment.ts'
import { cosignAttachments } from './cosign-attachments.ts'
import {
  type DiscoverOptions,
  type Discovery,
  discoveryOf,
  type Found,
  tooMany,
  tooMuch,
} from './discovery.ts'
import { unlessMissing } from './unless-missing.ts'

export type { DiscoverOptions }

export type AttachmentSource = Pick<Repository, 'manifests' | 'blobs' | 'referrers'>

/**
 * Looks for sigstore bundles that are attached to a digest: referrers, by the
 * registry's API or the fallback tag, and cosign's older tag `sha256-….att`.
 * Every manifest is opened, because an index under the fallback tag may name
 * wrong artifact types. An empty answer means that the registry was asked and
 * has none; whoever could not ask throws `RegistryError`.
 */
export const discoverBundles = async (
  repository: AttachmentSource,
  subject: Digest,
  options: DiscoverOptions = {},
): Promise<Discovery> => {
  const [referrers, cosign] = await Promise.all([
    referringBundles(repository, subject, options),
    cosignAttachments(repository, subject, options),
  ])
  return discoveryOf([...referrers, ...cosign])
}

/** Requests at a time. */
const LANES = 8

const referringBundles = async (
  repository: AttachmentSource,
  subject: Digest,
  options: DiscoverOptions,
): Promise<readonly Found[]> => {
  const listed = await repository.referrers.list(subject)
  const { mostBytes = MOST_BYTES } = options
  let held = 0
  const found = await inParallel(listed.slice(0, MOST_ATTACHMENTS), LANES, async ({ digest }) => {
    if (held > mostBytes) return tooMuch(digest, mostBytes)
    const each = await referringBundle(repository, digest, subject, options)
    held += each.attachment?.bundle.length ?? 0
    return each
  })
  return [...found, ...tooMany(subject, listed.length)]
}

const referringBundle = async (
  { manifests, blobs }: AttachmentSource,
  digest: Digest,
  subject: Digest,
  options: DiscoverOptions,
): Promise<Found> => {
  const manifest = await unlessMissing(manifests.get(digest))
  return manifest === undefined
    ? { ignored: { what: digest, reason: 'it is listed, but not there any more' } }
    : bundleAttachment(blobs, manifest, subject, options)
}
