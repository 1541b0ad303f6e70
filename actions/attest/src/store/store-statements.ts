import type { NewAttachment } from '@ci-kit/attestation/attach/attached'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Log } from '@ci-kit/core/log'
import { byPlace } from '../plan/by-place.ts'
import type { Place } from '../plan/planned-statement.ts'
import type { FoundStatement } from '../plan/reuse.ts'
import type { Ready } from '../sign-missing.ts'
import type { StoredArtifact } from './artifact-store.ts'
import type { BundleFiles } from './bundle-files.ts'
import { bundleIdentity } from './bundle-identity.ts'
import type { StorePlan } from './choose-stores.ts'
import type { GitHubStored } from './github-store.ts'
import type { StoreWord } from './store-word.ts'
import type { AttachedAt, StoredStatement } from './stored.ts'

export type StoringPorts = {
  readonly log: Log
  writeFiles(statements: readonly Ready[]): Promise<BundleFiles>
  /** The answers are in the order of the attachments. */
  attach(
    place: Place,
    attachments: readonly NewAttachment[],
  ): Promise<readonly Pick<AttachedAt, 'digest' | 'listedBy'>[]>
  storeOnGitHub(bundle: Uint8Array): Promise<GitHubStored>
  storeArtifact(files: BundleFiles): Promise<StoredArtifact>
}

export type Stored = {
  readonly statements: readonly StoredStatement[]
  readonly files: BundleFiles
  /** Undefined when there is none. */
  readonly artifact: StoredArtifact | undefined
  /** Where statements about images, and where those about files are in the end. */
  readonly stores: Pick<StorePlan, 'images' | 'files'>
  readonly warnings: readonly string[]
}

/**
 * Stores every statement wherever the plan says, and leaves out what is there
 * already. The registry comes first: it is what the gate asks first.
 */
export const storeStatements = async (
  ready: readonly Ready[],
  plan: StorePlan,
  found: readonly FoundStatement[],
  ports: StoringPorts,
): Promise<Stored> => {
  const files = await ports.writeFiles(ready)
  const attached = plan.images.includes('registry') ? await attachAll(ready, ports) : new Map()
  const github = await storeAllOnGitHub(ready, plan, found, ports)
  const stores = github.unavailable === undefined ? plan : withArtifact(plan)
  const wantsArtifact = [...stores.images, ...stores.files].includes('artifact')
  const artifact = wantsArtifact ? await ports.storeArtifact(files) : undefined
  const statements = ready.map((one, at): StoredStatement => {
    const record = github.records.get(one)
    return {
      ...one,
      attached: attached.get(one) ?? [],
      attestationId: record?.id,
      attestationUrl: record?.url,
      bundlePath: files.paths[at] ?? '',
    }
  })
  const warnings = github.unavailable === undefined ? [] : [github.unavailable]
  return { statements, files, artifact, stores, warnings }
}

const AT_ONCE = 4

type AttachedByStatement = ReadonlyMap<Ready, readonly AttachedAt[]>

/** One call for each manifest, so that its list of referrers is written once. */
const attachAll = async (
  ready: readonly Ready[],
  { attach }: StoringPorts,
): Promise<AttachedByStatement> => {
  const attached = new Map<Ready, AttachedAt[]>(ready.map((one) => [one, presentAt(one)]))
  const groups = byPlace(ready, ({ reuse }) => reuse.attachAt)
  await inParallel(groups, AT_ONCE, async (group) => {
    const attachments = group.map(({ item: { signed, planned } }) => ({
      bundle: signed.bundle,
      predicateType: planned.statement.predicateType,
    }))
    for (const [at, listed] of (await attach(group[0].place, attachments)).entries()) {
      const one = group[at]
      if (one !== undefined) attached.get(one.item)?.push({ place: one.place, ...listed })
    }
  })
  for (const [{ planned }, places] of attached)
    places.sort((a, b) => planned.places.indexOf(a.place) - planned.places.indexOf(b.place))
  return attached
}

const presentAt = ({ reuse }: Ready): AttachedAt[] =>
  reuse.presentAt.flatMap(({ place, found }) =>
    found.referrer === undefined ? [] : [{ place, digest: found.referrer, listedBy: undefined }],
  )

type OnGitHub = {
  readonly records: ReadonlyMap<Ready, { readonly id: string; readonly url: string }>
  /** For a warning: why nothing is stored there after all. */
  readonly unavailable: string | undefined
}

const storeAllOnGitHub = async (
  ready: readonly Ready[],
  plan: StorePlan,
  found: readonly FoundStatement[],
  { storeOnGitHub }: StoringPorts,
): Promise<OnGitHub> => {
  const records = new Map<Ready, { readonly id: string; readonly url: string }>()
  const there = new Set(
    found.flatMap(({ place, bundle }) =>
      place === undefined ? (bundleIdentity(bundle) ?? []) : [],
    ),
  )
  const missing = ready.filter(
    (one) =>
      storesOf(one, plan).includes('github') && !there.has(bundleIdentity(one.signed.bundle) ?? ''),
  )
  for (const one of missing) {
    const stored = await storeOnGitHub(one.signed.bundle)
    if ('unavailable' in stored) return { records, unavailable: stored.unavailable }
    records.set(one, stored)
  }
  return { records, unavailable: undefined }
}

/** Where one statement goes. */
export const storesOf = (
  { planned }: Pick<Ready, 'planned'>,
  { images, files }: Pick<StorePlan, 'images' | 'files'>,
): readonly StoreWord[] => (planned.places.length > 0 ? images : files)

const withArtifact = ({ images, files }: StorePlan): Stored['stores'] => ({
  images: images.map(artifactForGitHub),
  files: files.map(artifactForGitHub),
})

const artifactForGitHub = (store: StoreWord): StoreWord => (store === 'github' ? 'artifact' : store)
