import { inParallel } from '@ci-kit/core/in-parallel'
import type { Descriptor } from '@ci-kit/oci/descriptor'
import type { Digest } from '@ci-kit/oci/digest'
import type { ReferrersByPlace } from '@ci-kit/oci/referrers'
import type { Repository } from '@ci-kit/oci/registry'
import { unlessAborted } from '@ci-kit/oci/retry'
import type { Attached, NewAttachment } from './attached.ts'
import { EMPTY_CONFIG, type Referrer, referrerOf } from './referrer-manifest.ts'
import { entriesOf } from './referrers-index.ts'
import { refusedReferrer } from './refused-write.ts'
import { type SettleOptions, settleInIndex } from './settle-in-index.ts'

export type AttachOptions = SettleOptions & {
  /** Ends what is under way; the call then rejects with its reason. */
  readonly signal?: AbortSignal
}

/** How many bundles are sent at a time. */
const UPLOADS = 4

/** Waits between looks at the referrers API, in milliseconds: some registries list a manifest a little after they took it. */
const API_WAITS_MS = [200, 500, 1_000, 2_000]

/**
 * Attaches bundles to a manifest of the repository, and answers when they are
 * listed: by the registry's referrers API or, where it has none that lists
 * them, in the index under the fallback tag. The answers are in the order of
 * the attachments. `subject` needs its true media type and size.
 *
 * The same bundle is attached once: a further call stores and lists only what
 * is missing, and costs two small requests and one per bundle when nothing is. So a run that broke off is completed by repeating it, and a list that
 * another client overwrote later is repaired. Throws `RegistryError`, and
 * `UserError` for a registry that takes no such manifests or keeps no list.
 */
export const attachBundles = async (
  repository: Repository,
  subject: Descriptor,
  attachments: readonly NewAttachment[],
  options: AttachOptions,
): Promise<readonly Attached[]> => {
  if (attachments.length === 0) return []
  const { signal } = options
  const target = signal === undefined ? repository : repository.within({ signal })
  return unlessAborted(attachAll(target, subject, attachments, options), signal)
}

const attachAll = async (
  target: Repository,
  subject: Descriptor,
  attachments: readonly NewAttachment[],
  options: AttachOptions,
): Promise<readonly Attached[]> => {
  const wanted = attachments.map((attachment) => referrerOf(subject, attachment))
  const referrers = [...new Map(wanted.map((each) => [each.digest, each])).values()]
  const before = await target.referrers.listedBy(subject.digest)
  const taken = await storeMissing(target, referrers, before)
  const listed = await listedByApi(target, subject.digest, referrers, before, taken, options)
  const missing = referrers.filter(({ digest }) => !isListed(listed, digest))
  if (missing.length > 0) {
    const entries = entriesOf(missing.map(({ entry }) => entry))
    await settleInIndex(target, subject.digest, entries, listed.tag.length > 0, options)
  }
  return wanted.map(({ digest }) => ({
    digest,
    listedBy: has(listed.api ?? [], digest) ? 'api' : 'tag',
  }))
}

/** Whether the registry says of one manifest that it saw the subject; false also when all were there already. */
const storeMissing = async (
  repository: Repository,
  referrers: readonly Referrer[],
  before: ReferrersByPlace,
): Promise<boolean> => {
  const { manifests, blobs } = repository
  const there = await inParallel(referrers, UPLOADS, async ({ digest }) =>
    isListed(before, digest) ? (await manifests.head(digest)) !== undefined : false,
  )
  const missing = referrers.filter((_referrer, at) => there[at] !== true)
  if (missing.length === 0) return false
  await blobs.put(EMPTY_CONFIG)
  const seen = await inParallel(missing, UPLOADS, async ({ digest, manifest, bundle }) => {
    await blobs.put(bundle)
    const stored = await manifests.put(digest, manifest).catch((thrown: unknown) => {
      throw refusedReferrer(thrown)
    })
    return stored.subject !== undefined
  })
  return seen.includes(true)
}

/**
 * What is listed after storing. Only a registry that named the subject is given
 * time: without OCI-Subject the fallback tag is the client's duty (OCI
 * distribution specification, "Pushing Manifests with Subject"). With it, the
 * API is still asked: ECR sends it and has none.
 */
const listedByApi = async (
  { referrers: all }: Repository,
  subject: Digest,
  referrers: readonly Referrer[],
  before: ReferrersByPlace,
  taken: boolean,
  { clock, signal }: AttachOptions,
): Promise<ReferrersByPlace> => {
  const isComplete = (found: ReferrersByPlace) =>
    found.api === undefined || referrers.every(({ digest }) => isListed(found, digest))
  if (isComplete(before)) return before
  let found = await all.listedBy(subject)
  for (const wait of taken ? API_WAITS_MS : []) {
    if (isComplete(found)) break
    await clock.sleep(wait, signal)
    found = await all.listedBy(subject)
  }
  return found
}

const isListed = ({ api = [], tag }: ReferrersByPlace, digest: Digest): boolean =>
  has(api, digest) || has(tag, digest)

const has = (listed: readonly Descriptor[], digest: Digest): boolean =>
  listed.some((entry) => entry.digest === digest)
