import type { Context } from '@ci-kit/core/event'
import { parseFlavor } from '@ci-kit/docker-cache/tags/flavor'
import { type ResolvedTags, resolveTags } from '@ci-kit/docker-cache/tags/resolve-tags'
import { tagFacts } from '@ci-kit/docker-cache/tags/tag-facts'
import { parseTagRules } from '@ci-kit/docker-cache/tags/tag-rules'
import { expect } from '@jest/globals'
import { contextWith, onPullRequest } from '../contexts.ts'

export const SHOP = { host: 'ghcr.io', name: 'ghcr.io/org/shop' }
export const SHA = '0123456789abcdef0123456789abcdef01234567'
/** A Thursday, shortly before midnight in UTC. */
const NOW = new Date('2026-03-05T23:07:09.042Z')

/** The tags of a run by the inputs `tags` and `flavor`. */
export const tagsOf = (tags: string, context: Context, flavor = ''): ResolvedTags =>
  resolveTags(parseTagRules(tags, SHOP), parseFlavor(flavor), tagFacts(context, NOW))

/** A push of a ref, such as `heads/main`. */
export const pushOf = (ref: string, change: Partial<Context> = {}): Context =>
  contextWith({ ref: `refs/${ref}`, sha: SHA, ...change })

export const pullRequestRun = (change: Partial<Context> = {}): Context =>
  onPullRequest(
    { number: 12, baseRef: 'release-3' },
    { ref: 'refs/pull/12/merge', sha: SHA, ...change },
  )

export const scheduledRun = (): Context => pushOf('heads/main', { event: 'schedule' })

/** Rules separated by `;`, expected tags by spaces. */
export const compared = (rules: string, context: Context, tags: string, flavor = '') => {
  const resolved = tagsOf(rules.replaceAll(' ; ', '\n'), context, flavor)
  expect(resolved.tags.join(' ')).toBe(tags)
  expect(resolved.version).toBe(tags === '' ? undefined : tags.split(' ')[0])
}
