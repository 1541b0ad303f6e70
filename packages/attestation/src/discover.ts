import type { Descriptor } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import type { Repository } from '@ci-kit/oci/registry'
import { bundleAttachment } from './bundle-attachment.ts'
import { cosignAttachments } from './cosign-attachments.ts'
import {
  type DiscoverOptions,
  type Discovery,
  discoveryOf,
  type Found,
  tooMany,
} from './discovery.ts'
import { MOST_ATTACHMENTS } from './limits.ts'
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

const referringBundles = async (
  repository: AttachmentSource,
  subject: Digest,
  options: DiscoverOptions,
): Promise<readonly Found[]> => {
  const listed = byDigest(await repository.referrers.list(subject))
  const found: Found[] = []
  for (const group of groupsOf(listed.slice(0, MOST_ATTACHMENTS)))
    found.push(
      ...(await Promise.all(
        group.map(async ({ digest }): Promise<Found> => {
          const manifest = await unlessMissing(repository.manifests.get(digest))
          return manifest === undefined
            ? { ignored: { what: digest, reason: 'it is listed, but not there any more' } }
            : bundleAttachment(repository.blobs, manifest, subject, options)
        }),
      )),
    )
  return [...found, ...tooMany(subject, listed.length)]
}

const byDigest = (listed: readonly Descriptor[]): readonly Descriptor[] => [
  ...new Map(listed.map((descriptor) => [descriptor.digest, descriptor])).values(),
]

/** Requests at a time. */
const GROUP = 8

const groupsOf = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / GROUP) }, (_none, at) =>
    items.slice(at * GROUP, (at + 1) * GROUP),
  )
