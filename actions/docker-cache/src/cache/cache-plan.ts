import { resolve } from 'node:path'
import type { Context } from '@ci-kit/core/event'
import { type CacheEntry, registryExport, registryImport } from './cache-entry.ts'
import { cacheScopes } from './cache-refs.ts'
import { cacheTag, stageTag } from './cache-tags.ts'
import { allowedEntries } from './extra-entries.ts'
import { type LocalCache, localCache, localExport, localImports } from './local-cache.ts'
import { platformSuffix } from './platform-suffix.ts'

export type CacheWishes = {
  /** Host and path, as references begin. */
  readonly repository: string
  /** Tags of the image itself, where no cache may go. */
  readonly imageTags?: readonly string[]
  /** '' for the scope that the event implies. */
  readonly scope: string
  /** Goes behind a slash at the end of every scope, for one of several images of a repository. */
  readonly scopeSuffix?: string
  readonly mode: 'max' | 'min'
  /** Whether the author wants caches to be written at all. */
  readonly write: boolean
  readonly platforms: readonly string[]
  /** Stages that get a cache of their own. */
  readonly targets: readonly string[]
  /** Entries of the author, such as `type=gha,scope=x` or a bare reference. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** A folder, relative to the workspace, and a name for this run's part of it that no other run has. */
  readonly localCache: { readonly folder: string; readonly run: string } | undefined
  /** Whether the job has what GitHub's own cache is reached by; see `hasGithubCache`. */
  readonly githubCache: boolean
}

/** The caches of one solve. */
export type SolveCaches = {
  readonly from: readonly CacheEntry[]
  readonly to: readonly CacheEntry[]
}

/** The cache of one builder stage, written by a solve of its own with `--target`. */
export type StageCaches = SolveCaches & { readonly target: string }

export type CachePlan = SolveCaches & {
  readonly stages: readonly StageCaches[]
  /** Scopes, not tags: best first, and the one that this run writes. */
  readonly scopes: { readonly read: readonly string[]; readonly write: string | undefined }
  readonly local: LocalCache | undefined
  /** What was decided against the author's expectation, and why. */
  readonly notices: readonly string[]
}

/** Decides which caches a build reads and writes. Follows from the inputs and the event alone. */
export const cachePlan = (wishes: CacheWishes, context: Context): CachePlan => {
  const scopes = ownScopes(wishes, context)
  const { read } = scopes
  const write = wishes.write && 'scope' in scopes.write ? scopes.write.scope : undefined
  const suffix = platformSuffix(wishes.platforms)
  const refs = references(wishes, read, suffix)
  const local = localFolders(wishes, context, { read, write, suffix })
  const extra = allowedEntries(wishes, context)
  const ownRef = write === undefined ? [] : [refs.ref(cacheTag(write, suffix))]
  return {
    from: [
      ...localImports(local),
      ...[...refs.layers, ...wishes.targets.flatMap(refs.stage)].map(registryImport),
      ...extra.from,
    ],
    to: [
      ...localExport(local, wishes.mode),
      ...ownRef.map((ref) => registryExport(ref, wishes.mode)),
      ...extra.to,
    ],
    stages: write === undefined ? [] : wishes.targets.map((target) => refs.solve(target, write)),
    scopes: { read, write },
    local,
    notices: [...policyNotices(wishes, scopes.write), ...extra.notices],
  }
}

type Scopes = ReturnType<typeof cacheScopes>

/** The scopes of the run, or those of one image of several in its repository. */
const ownScopes = ({ scope, scopeSuffix = '' }: CacheWishes, context: Context): Scopes => {
  const { read, write } = cacheScopes(scope, context)
  if (scopeSuffix === '') return { read, write }
  const own = (name: string) => `${name}/${scopeSuffix}`
  return { read: read.map(own), write: 'scope' in write ? { scope: own(write.scope) } : write }
}

const policyNotices = ({ write }: CacheWishes, decided: Scopes['write']): string[] =>
  write && 'none' in decided ? [`No cache is written: ${decided.none}.`] : []

/** References in the image's repository: for each scope that of the platform, then that of all platforms. */
const references = (wishes: CacheWishes, read: readonly string[], suffix: string) => {
  const ref = (tag: string) => `${wishes.repository}:${tag}`
  const suffixes = suffix === '' ? [''] : [suffix, '']
  const each = (tagOf: (scope: string, suffix: string) => string) =>
    read.flatMap((scope) => suffixes.map((ending) => ref(tagOf(scope, ending))))
  const layers = each(cacheTag)
  const named = (target: string) => (wishes.targets.length > 1 ? target : undefined)
  const stage = (target: string) => each((scope, ending) => stageTag(scope, named(target), ending))
  const solve = (target: string, scope: string): StageCaches => ({
    target,
    from: [...stage(target), ...layers].map(registryImport),
    // Only the steps of this one stage: what it is made of belongs to it.
    to: [registryExport(ref(stageTag(scope, named(target), suffix)), 'max')],
  })
  return { ref, layers, stage, solve }
}

type Folders = {
  readonly read: readonly string[]
  readonly write: string | undefined
  readonly suffix: string
}

/** A folder outlives the job on a runner of one's own, so what may not write writes none there either. */
const localFolders = (
  { localCache: wanted, repository }: CacheWishes,
  { workspace }: Context,
  { read, write, suffix }: Folders,
): LocalCache | undefined => {
  // Several images may keep their caches in one folder, those of `components` always do.
  const nameOf = (scope: string) => cacheTag(`${repository}:${scope}`, suffix)
  return (
    wanted &&
    localCache({
      folder: resolve(workspace, wanted.folder),
      read: read.map(nameOf),
      write: write === undefined ? undefined : nameOf(write),
      run: wanted.run,
    })
  )
}
