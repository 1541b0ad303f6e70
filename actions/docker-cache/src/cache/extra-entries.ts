import { resolve } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import { visible } from '@ci-kit/core/log'
import { untrustedBecause } from '@ci-kit/core/trust'
import { parseReference } from '@ci-kit/oci/reference'
import { refNameOf } from '../tags/ref-name.ts'
import { isReservedTag } from '../tags/reserved.ts'
import { type CacheEntry, entryName, entryType } from './cache-entry.ts'
import type { CacheWishes } from './cache-plan.ts'
import { parseCacheEntry } from './parse-entry.ts'

type Wanted = Pick<
  CacheWishes,
  'repository' | 'imageTags' | 'write' | 'from' | 'to' | 'githubCache'
>

type Allowed = {
  readonly from: readonly CacheEntry[]
  readonly to: readonly CacheEntry[]
  readonly notices: readonly string[]
}

/**
 * The author's own entries, as far as the event allows them. Throws
 * {@link UserError} for one that cannot be read, or that would take the place
 * of a cache that the policy keeps, or of the image.
 */
export const allowedEntries = (wanted: Wanted, context: Context): Allowed => {
  const from = wanted.from.map((text) => parseCacheEntry(text, 'cache-from'))
  const to = wanted.to.map((text) => parseCacheEntry(text, 'cache-to'))
  for (const entry of to) refuseTaken(entry, wanted)
  const noWrite = noWriteBecause(wanted.write, context)
  const reasonFor = (entry: CacheEntry, reads: boolean): string | undefined => {
    if (!reads && noWrite !== undefined && entryType(entry) !== 'inline') return noWrite
    if (SHARED.has(entryType(entry))) {
      if (!reads && context.pullRequest) return READ_BY_OTHERS
      if (reads && refNameOf(context).kind === 'tag') return WRITTEN_BY_ANYBODY
    }
    return entryType(entry) === 'gha' && !wanted.githubCache ? NO_GITHUB_CACHE : undefined
  }
  const dropped = (entries: readonly CacheEntry[], reads: boolean) =>
    entries.flatMap((entry) => {
      const reason = reasonFor(entry, reads)
      return reason === undefined ? [] : [notice(entry, reads, reason)]
    })
  return {
    from: from
      .filter((entry) => !reasonFor(entry, true))
      .map((entry) => rooted(entry, 'src', context)),
    to: to
      .filter((entry) => !reasonFor(entry, false))
      .map((entry) => withoutFailing(rooted(entry, 'dest', context))),
    notices: [...new Set([...dropped(from, true), ...dropped(to, false)])],
  }
}

/** Nothing parts what different branches write there, as GitHub does in its own cache. */
const SHARED: ReadonlySet<string> = new Set(['registry', 's3', 'azblob'])
const READ_BY_OTHERS =
  'what a pull request wrote there would be read by the branch that it wants to get into'
const WRITTEN_BY_ANYBODY = 'a release reads only what the default branch wrote'

/** buildx leaves such an entry out without a word. */
const NO_GITHUB_CACHE =
  "ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL are not set, and GitHub's cache is reached by them"

const notice = (entry: CacheEntry, reads: boolean, reason: string): string =>
  `The cache ${visible(entryName(entry))} of input '${reads ? 'cache-from' : 'cache-to'}' is not ${reads ? 'read' : 'written'}: ${reason}.`

/** Also of a folder: it outlives the job on a runner of one's own. */
const noWriteBecause = (write: boolean, context: Context): string | undefined => {
  const untrusted = untrustedBecause(context)
  if (untrusted) return untrusted
  if (context.event === 'merge_group') return 'a merge group writes no cache'
  return write ? undefined : "input 'cache-write' is false"
}

const refuseTaken = (entry: CacheEntry, { repository, imageTags = [] }: Wanted): void => {
  const ref = entry.attributes.get('ref')
  if (entryType(entry) !== 'registry' || ref === undefined) return
  const own = parseReference(repository)
  const { registry, repository: path, tag = 'latest' } = parseReference(ref)
  if (registry !== own.registry || path !== own.repository) return
  if (imageTags.includes(tag))
    throw new UserError(
      `Input 'cache-to' has the reference '${visible(ref)}', which is a tag of the image: the cache would take its place. Use another tag, such as 'buildcache'.`,
    )
  if (!isReservedTag(tag)) return
  throw new UserError(
    `Input 'cache-to' has the reference '${visible(ref)}'. In the image's own repository such tags hold the caches that docker-cache keeps apart by branch. Use another tag, or leave the entry out: input 'cache-scope' chooses the cache that is written.`,
  )
}

/** buildx takes paths relative to where it runs; absolute ones read the same in every message. */
const rooted = (entry: CacheEntry, name: string, { workspace }: Context): CacheEntry => {
  const path = entryType(entry) === 'local' ? entry.attributes.get(name) : undefined
  if (path === undefined) return entry
  return { ...entry, attributes: new Map(entry.attributes).set(name, resolve(workspace, path)) }
}

/** A cache that cannot be written must not fail a build whose image was pushed. */
const withoutFailing = (entry: CacheEntry): CacheEntry => ({
  ...entry,
  attributes: new Map(entry.attributes).set('ignore-error', 'true'),
})

/** Whether the job has what GitHub's own cache is reached by. */
export const hasGithubCache = (env: Readonly<Record<string, string | undefined>>): boolean =>
  Boolean(env.ACTIONS_RUNTIME_TOKEN && (env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL))
