import type { GitHubApi } from '@ci-kit/core/github'
import { inParallel } from '@ci-kit/core/in-parallel'
import { type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { type Discovery, discoveryOf, type Found } from '../discover/discovery.ts'
import { saysOtherwise } from '../discover/said-predicate-type.ts'
import type { EvidenceSource } from '../gate/evidence.ts'
import { MOST_ATTACHMENTS } from '../limits.ts'
import type { BundleDownload } from './bundle-download.ts'
import { listedAttestations, unexpected } from './github-listing.ts'

/** Downloads at a time. */
const AT_ONCE = 8

/**
 * The attestations that GitHub keeps for the repository of the run. The listing
 * has the bundles themselves or, from API version 2026-03-10 on, addresses of
 * them. Asking throws `GitHubRefusal` or `UserError` when GitHub, or a bundle
 * that it lists, cannot be had.
 */
export const githubEvidence = (api: GitHubApi, download: BundleDownload): EvidenceSource => ({
  name: 'GitHub',
  find: async (subject, predicateTypes): Promise<Discovery> => {
    const { entries, isWhole } = await listedAttestations(api, subject, predicateTypes)
    const kept = entries.slice(0, MOST_ATTACHMENTS)
    const found = await inParallel([...kept.entries()], AT_ONCE, async ([at, entry]) =>
      foundIn(await bundleIn(entry, download), at + 1, predicateTypes),
    )
    return discoveryOf([
      ...found,
      ...(isWhole && kept.length === entries.length ? [] : [more(subject)]),
    ])
  },
})

const foundIn = (bundle: Uint8Array, number: number, types: readonly string[]): Found =>
  saysOtherwise(parseObject(bundle), types)
    ? {}
    : { attachment: { where: `github ${number}`, bundle } }

const more = (subject: Digest): Found => ({
  ignored: {
    what: subject,
    reason: `GitHub has more than ${MOST_ATTACHMENTS} attestations of it, of which the first ${MOST_ATTACHMENTS} were looked at`,
  },
})

const bundleIn = async (entry: Json, download: BundleDownload): Promise<Uint8Array> => {
  const inline = objectAt(entry, 'bundle')
  if (inline !== undefined) return Buffer.from(JSON.stringify(inline))
  const url = stringAt(entry, 'bundle_url')
  if (url === undefined) throw unexpected('an entry without bundle and bundle_url')
  return download(url)
}
