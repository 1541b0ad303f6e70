import type { Context } from '@ci-kit/core/event'
import { countAt, isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { Plan } from '../plan.ts'
import { everything, isCommit, unknown } from './gaps.ts'
import { isPullRequestEvent, wholePullRequest } from './pull-request.ts'
import { defaultBranchOf, subjectOf } from './subject.ts'

/** Events of runs whose commit is the tip of the branch that they name. */
const BRANCH_EVENTS = ['push', 'create', 'schedule', 'workflow_dispatch', 'repository_dispatch']

/** A run that another run started: about the commit of that other run. */
export const forWorkflowRun = (context: Context, hasToken: boolean): Plan => {
  const run = objectAt(context.payload, 'workflow_run')
  const { head, branch } = subjectOf(context)
  if (!isCommit(head)) return unknown(head, 'the event does not name the commit of the other run')
  const event = stringAt(run, 'event') ?? ''
  if (isPullRequestEvent(event)) return forPullRequestRun(context, run, head, hasToken)
  const base = defaultBranchOf(context)
  if (!BRANCH_EVENTS.includes(event) || base === undefined || branch === undefined) {
    return everything(head, 'the run that started this one names no earlier commit')
  }
  if (branch === base) {
    return everything(
      head,
      "the run that started this one was for the default branch, and names no earlier commit; set input 'base' to compare with one",
    )
  }
  const why = 'since the default branch, as the run that started this one was for another branch'
  // Merged in the meantime, it would look as if it had no commits of its own.
  return { kind: 'since-fork', base, head, why, mayBeContained: false }
}

const forPullRequestRun = (
  { payload, repository }: Context,
  run: Json | undefined,
  head: string,
  hasToken: boolean,
): Plan => {
  const from = stringAt(objectAt(run, 'head_repository'), 'full_name')
  const pulls = Array.isArray(run?.pull_requests) ? run.pull_requests.filter(isObject) : []
  const [pull, ...others] = pulls
  const base = objectAt(pull, 'base')
  const number = countAt(pull, 'number')
  const baseSha = stringAt(base, 'sha')
  // A fork's own run lists the pull request of the repository that it was forked from.
  const ours = countAt(objectAt(payload, 'repository'), 'id')
  const isOurs =
    from === repository && ours !== undefined && countAt(objectAt(base, 'repo'), 'id') === ours
  if (others.length > 0 || !isOurs || number === undefined || !isCommit(baseSha)) {
    return everything(
      head,
      'the run that started this one names no single pull request of this repository',
    )
  }
  return wholePullRequest({ number, base: baseSha, head }, hasToken)
}
