import type { Context } from '@ci-kit/core/event'
import type { Plan } from '../plan.ts'
import { everything, isCommit, notCompared, unknown } from './gaps.ts'
import { forMergeGroup } from './merge-group.ts'
import { forPullRequest, isPullRequestEvent } from './pull-request.ts'
import { forNewRef, forPush, isDeletion } from './push.ts'
import { lastDeployed, lastSuccess } from './recorded.ts'
import { forRelease } from './release.ts'
import { forRevision, isOwn } from './revision.ts'
import { subjectOf } from './subject.ts'
import type { Wanted } from './wanted.ts'
import { forWorkflowRun } from './workflow-run.ts'

/** Chooses what to compare. Whatever is missing or odd in an event leads to `unknown`, never to less. */
export const planOf = (context: Context, wanted: Wanted): Plan => {
  if (isDeletion(context)) return { kind: 'no-file', why: 'the branch or tag was deleted' }
  if (isPullRequestEvent(context.event)) return forPullRequest(context, wanted)
  const { base, ref } = wanted
  switch (base.kind) {
    case 'auto':
      return ref === undefined ? automatic(context, wanted) : forRevision(context, undefined, ref)
    case 'none':
      return notCompared(ref ?? subjectOf(context).head)
    case 'revision':
      return forRevision(context, base.revision, ref)
    case 'since-last-push':
      return sinceLastPush(context, wanted)
    case 'last-success':
      return sinceSuccess(context, wanted)
    case 'last-deployed': {
      const { head: own } = subjectOf(context)
      if (ref === undefined && !isCommit(own)) return unknown(own, 'the event names no commit')
      const head = ref ?? own
      return lastDeployed(head, base.environment, wanted, (none) => everything(head, none))
    }
  }
}

const automatic = (context: Context, { hasToken }: Wanted): Plan => {
  switch (context.event) {
    case 'push':
      return forPush(context)
    case 'create':
      return forNewRef(context)
    case 'merge_group':
      return forMergeGroup(context)
    case 'release':
      return forRelease(context)
    case 'workflow_run':
      return forWorkflowRun(context, hasToken)
    case '':
      return unknown(context.sha, "there is no event to take a commit from; set input 'base'")
    default:
      return withoutEarlierCommit(context)
  }
}

/** Events whose run works on the tip of the branch that it is recorded for. */
const RECORDED = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch']

const withoutEarlierCommit = ({ event, sha }: Context): Plan => {
  const set = RECORDED.includes(event)
    ? "set 'base: last-success' to compare with the last successful run"
    : "set input 'base' to compare with one"
  const named = /^[a-z_]{1,50}$/.test(event) ? `the event ${event}` : 'this event'
  return everything(sha, `${named} names no earlier commit; ${set}`)
}

/** A merge group always comes with its base: it has no pushes and no runs before it. */
const sinceLastPush = (context: Context, wanted: Wanted): Plan => {
  const { event, sha } = context
  if (isOfAnother(context, wanted)) return ofAnother(sha)
  return ['push', 'create', 'merge_group', ''].includes(event)
    ? automatic(context, wanted)
    : everything(sha, "'base: since-last-push' is for pushes and pull requests")
}

const sinceSuccess = (context: Context, wanted: Wanted): Plan => {
  const { event, sha } = context
  if (isOfAnother(context, wanted)) return ofAnother(sha)
  if (event === 'merge_group' || event === '') return automatic(context, wanted)
  if (event === 'workflow_run') return everything(subjectOf(context).head, MISRECORDED)
  if (!RECORDED.includes(event)) {
    return everything(sha, "'base: last-success' does not know the runs of this event")
  }
  const { head, branch, tag } = subjectOf(context)
  return lastSuccess(head, branch ?? tag, wanted, (none) => everything(head, none))
}

/**
 * GitHub records such a run under the tip that the default branch had when it
 * started. Commits pushed while the other run was busy would count as done.
 */
const MISRECORDED =
  "GitHub records runs after workflow_run under the newest commit, not the one that they work on, so 'base: last-success' cannot tell; 'base: last-deployed:<environment>' can where deployments name the commit that was deployed"

const isOfAnother = (context: Context, { ref }: Wanted): boolean =>
  ref !== undefined && !isOwn(ref, subjectOf(context))

const ofAnother = (sha: string): Plan =>
  everything(
    sha,
    "input 'ref' names another commit than the runs of this workflow are recorded for",
  )
