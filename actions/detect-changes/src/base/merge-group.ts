import type { Context } from '@ci-kit/core/event'
import { objectAt, stringAt } from '@ci-kit/core/json'
import type { Plan } from '../plan.ts'
import { isCommit, unknown } from './gaps.ts'

/** A group of the merge queue, from the commit that it builds on. */
export const forMergeGroup = ({ payload, sha }: Context): Plan => {
  const group = objectAt(payload, 'merge_group')
  const base = stringAt(group, 'base_sha')
  const head = stringAt(group, 'head_sha')
  if (!isCommit(base) || !isCommit(head)) {
    return unknown(sha, 'the merge group event does not name its commits')
  }
  return { kind: 'between', base, head, why: 'the commit that the merge group builds on' }
}
