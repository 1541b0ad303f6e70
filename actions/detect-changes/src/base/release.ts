import type { Context } from '@ci-kit/core/event'
import { objectAt, stringAt } from '@ci-kit/core/json'
import type { Plan } from '../plan.ts'
import { isCommit, unknown } from './gaps.ts'
import { subjectOf } from './subject.ts'

/** A release, from the tag before its own. */
export const forRelease = (context: Context): Plan => {
  const { head, tag } = subjectOf(context)
  const named = stringAt(objectAt(context.payload, 'release'), 'tag_name')
  // GITHUB_REF is the release's tag and GITHUB_SHA its commit; a draft has neither yet.
  if (tag === undefined || tag !== named || !isCommit(head)) {
    return unknown(head, 'the release event does not name its tag and its commit')
  }
  return { kind: 'previous-tag', tag, head }
}
