import type { Context } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'
import { refNameOf } from '../tags/ref-name.ts'
import { tagName } from '../tags/tag-name.ts'

/** The branch that holds the cache of last resort when the event does not name the default branch. */
const FALLBACK_BRANCH = 'main'

export type CacheScopes = {
  /** Scopes to read, best first, without repetition. */
  readonly read: readonly string[]
  /** The scope to write, or why nothing is written. */
  readonly write: { readonly scope: string } | { readonly none: string }
}

/**
 * Which caches a build reads and writes: its own scope, then its base branch,
 * then the default branch. Missing ones cost nothing because BuildKit looks
 * them up in parallel. `wanted` is the input. Empty, or the name that GitHub
 * gives the ref, it stands for the scope that the event implies: workflows
 * pass `github.ref_name` on every event, and `7/merge`, a release tag or a
 * merge queue's throw-away branch is no name for a cache.
 */
export const cacheScopes = (wanted: string, context: Context): CacheScopes => {
  const base = context.pullRequest?.baseRef ?? mergeGroupBase(context)
  const shared = [base, context.defaultBranch ?? FALLBACK_BRANCH].filter(
    (name) => name !== undefined,
  )
  const own = ownScope(wanted, context)
  const read = [own, wanted !== own && isGiven(wanted, context) ? wanted : undefined, ...shared]
  return {
    read: [...new Set(read.filter((scope) => scope !== undefined))],
    write: writeScope(own, shared, context),
  }
}

const isGiven = (wanted: string, context: Context): boolean =>
  wanted !== '' && wanted !== gitHubRefName(context)

/**
 * In a pull request a given scope is kept apart by the number: what a pull
 * request writes is never read by the branches that it wants to get into.
 */
const ownScope = (wanted: string, context: Context): string | undefined => {
  const implied = impliedScope(context)
  if (!isGiven(wanted, context)) return implied
  return context.pullRequest && implied !== undefined ? `${implied}-${wanted}` : wanted
}

const CACHE = 'cache-'

/** The tag that holds the cache of a scope. */
export const cacheTag = (scope: string): string => tagName(scope, CACHE)

/** Whether an image under this tag could take the place of a cache. */
export const isCacheTag = (tag: string): boolean => tag.startsWith(CACHE)

/** `github.ref_name`: the ref without `refs/heads/`, `refs/tags/` or `refs/pull/`. */
const gitHubRefName = ({ ref }: Context): string => ref.replace(/^refs\/(heads|tags|pull)\//, '')

/** A run that may not write has no scope of its own: nobody else would have filled it. */
const impliedScope = (context: Context): string | undefined => {
  if (isMergeGroup(context) || untrustedBecause(context)) return undefined
  const ref = refNameOf(context)
  return ref.kind === 'none' || ref.kind === 'tag' ? undefined : ref.name
}

const writeScope = (
  own: string | undefined,
  shared: readonly string[],
  context: Context,
): CacheScopes['write'] => {
  const untrusted = untrustedBecause(context)
  if (untrusted) return { none: untrusted }
  if (isMergeGroup(context)) return { none: 'a merge group lives too short to be worth a cache' }
  if (refNameOf(context).kind === 'tag')
    return { none: 'a release only reads the caches of branches' }
  if (own === undefined) return { none: "the run has no branch; set 'cache-scope' to write one" }
  // A branch may be named like the cache of a pull request.
  if (context.pullRequest && shared.map(cacheTag).includes(cacheTag(own)))
    return { none: `a pull request does not write the cache of '${own}'` }
  return { scope: own }
}

const isMergeGroup = ({ event }: Context): boolean => event === 'merge_group'

/** Merge queue refs read `refs/heads/gh-readonly-queue/<base>/pr-<n>-<sha>`. */
const mergeGroupBase = (context: Context): string | undefined =>
  isMergeGroup(context)
    ? /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]+$/.exec(context.ref)?.[1]
    : undefined
