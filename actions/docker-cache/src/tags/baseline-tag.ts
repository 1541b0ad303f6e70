import type { Context } from '@ci-kit/core/event'
import type { Flavor } from './flavor.ts'
import { resolveTags } from './resolve-tags.ts'
import { tagFacts } from './tag-facts.ts'
import type { TagRule } from './tag-rule.ts'
import { targetBranch } from './target-branch.ts'

/** What trivy-scan takes for the path of a stored report, which the pull request might bring along. */
const REPORT = /\.json$/i

/**
 * The tag that a push to the target branch gives its image by its name: what
 * the image of a pull request can be compared with. Undefined for runs that
 * want to get into no branch, and where no rule names images after branches.
 */
export const baselineTag = (
  rules: readonly TagRule[],
  flavor: Flavor,
  context: Context,
  now: Date,
): string | undefined => {
  const branch = targetBranch(context)
  if (branch === undefined) return undefined
  const push = { event: 'push', ref: `refs/heads/${branch}`, payload: {}, pullRequest: undefined }
  const facts = tagFacts({ ...context, ...push }, now)
  const tag = resolveTags(rules.filter(isOfBranch), flavor, facts).version
  return tag === undefined || REPORT.test(tag) ? undefined : tag
}

const isOfBranch = (rule: TagRule): boolean =>
  rule.type === 'default' || (rule.type === 'ref' && rule.event === 'branch')
