import type { Context } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'
import { branchScope, refNameOf } from '../tags/ref-name.ts'
import { targetBranch } from '../tags/target-branch.ts'

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
 * merge queue's throw-away branch is no name for a cache. A release reads the
 * cache of the default branch alone: any branch may write one of a given name.
 */
export const cacheScopes = (wanted: string, context: Context): CacheScopes => {
  const shared = sharedScopes(context)
  const own = ownScope(wanted, context)
  const given = isGiven(wanted, context) ? branchScope(wanted) : undefined
  const read = isRelease(context) ? [shared.at(-1)] : [own, given, ...shared]
  return {
    read: [...new Set(read.filter((scope) => scope !== undefined))],
    write: writeScope(own, context),
  }
}

/** The base of the run, where it has one, and the default branch. */
const sharedScopes = (context: Context): readonly string[] =>
  [targetBranch(context), context.defaultBranch ?? FALLBACK_BRANCH]
    .filter((name) => name !== undefined)
    .map(branchScope)

const isGiven = (wanted: string, context: Context): boolean => {
  const ref = refNameOf(context)
  const implied = [gitHubRefName(context), ref.kind === 'none' ? '' : ref.name]
  return wanted !== '' && !implied.includes(wanted)
}

/**
 * In a pull request a given scope is kept apart by the number: what a pull
 * request writes is never read by the branches that it wants to get into.
 */
const ownScope = (wanted: string, context: Context): string | undefined => {
  const implied = impliedScope(context)
  if (!isGiven(wanted, context)) return implied
  return context.pullRequest && implied !== undefined ? `${implied}-${wanted}` : branchScope(wanted)
}

/** `github.ref_name`: the ref without `refs/heads/`, `refs/tags/` or `refs/pull/`. */
const gitHubRefName = ({ ref }: Context): string => ref.replace(/^refs\/(heads|tags|pull)\//, '')

/** A run that may not write has no scope of its own: nobody else would have filled it. */
const impliedScope = (context: Context): string | undefined => {
  if (isMergeGroup(context) || untrustedBecause(context)) return undefined
  const ref = refNameOf(context)
  if (ref.kind === 'pull-request') return ref.name
  return ref.kind === 'branch' ? branchScope(ref.name) : undefined
}

const writeScope = (own: string | undefined, context: Context): CacheScopes['write'] => {
  const untrusted = untrustedBecause(context)
  if (untrusted) return { none: untrusted }
  if (isMergeGroup(context)) return { none: 'a merge group lives too short to be worth a cache' }
  if (isRelease(context)) return { none: 'a release only reads the cache of the default branch' }
  if (own === undefined) return { none: "the run has no branch; set 'cache-scope' to write one" }
  return { scope: own }
}

const isRelease = (context: Context): boolean => refNameOf(context).kind === 'tag'

const isMergeGroup = ({ event }: Context): boolean => event === 'merge_group'
