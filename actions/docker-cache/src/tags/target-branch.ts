import type { Context } from '@ci-kit/core/event'

/** The branch that a pull request or a group of a merge queue wants to get into; undefined for all other runs. */
export const targetBranch = (context: Context): string | undefined =>
  context.pullRequest?.baseRef ?? mergeGroupBase(context)

/** Merge queue refs read `refs/heads/gh-readonly-queue/<base>/pr-<n>-<sha>`. */
const mergeGroupBase = ({ event, ref }: Context): string | undefined =>
  event === 'merge_group'
    ? /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]+$/.exec(ref)?.[1]
    : undefined
