import type { Context, PullRequest } from '@ci-kit/core/event'
import { stringAt } from '@ci-kit/core/json'
import type { Plan } from '../plan.ts'
import { isCommit, notCompared, unknown } from './gaps.ts'
import { lastDeployed, lastSuccess } from './recorded.ts'
import type { Wanted } from './wanted.ts'

const EVENTS = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
]

/** Whether an event carries a pull request whose files are what changed. */
export const isPullRequestEvent = (event: string): boolean => EVENTS.includes(event)

/** All files of a pull request. */
export type WholePullRequest = Extract<Plan, { kind: 'pull-request' | 'since-fork' }>

/** A pull request. Inputs `base: <revision>` and `ref` are for other events, as dorny/paths-filter has it. */
export const forPullRequest = (context: Context, wanted: Wanted): Plan => {
  const { pullRequest } = context
  if (wanted.base.kind === 'none') return notCompared(pullRequest?.headSha ?? context.sha)
  if (pullRequest === undefined) {
    return unknown(context.sha, 'the event does not describe its pull request')
  }
  const { number, baseSha: base, headSha: head } = pullRequest
  if (!isCommit(base) || !isCommit(head)) {
    return unknown(head, 'the commits of the pull request are no ids')
  }
  const whole = wholePullRequest({ number, base, head }, wanted.hasToken)
  switch (wanted.base.kind) {
    case 'auto':
    case 'revision':
      return whole
    case 'since-last-push':
      return sinceLastPush(context, head, whole)
    case 'last-success':
      return sinceSuccess(context, pullRequest, wanted, whole)
    case 'last-deployed':
      return lastDeployed(head, wanted.base.environment, wanted, (none) => because(whole, none))
  }
}

/** Without a token Git has to tell. */
export const wholePullRequest = (
  pull: { readonly number: number; readonly base: string; readonly head: string },
  hasToken: boolean,
): WholePullRequest => {
  const { number, base, head } = pull
  const why = `files of pull request #${number}`
  return hasToken
    ? { kind: 'pull-request', number, base, head, why }
    : { kind: 'since-fork', base, head, why, mayBeContained: false }
}

const because = (whole: WholePullRequest, reason: string): WholePullRequest => ({
  ...whole,
  why: `${whole.why}, as ${reason}`,
})

/** Only `synchronize` is about a push to a pull request that was there before. */
const sinceLastPush = ({ payload }: Context, head: string, whole: WholePullRequest): Plan => {
  const before = stringAt(payload, 'before')
  if (stringAt(payload, 'action') !== 'synchronize') return whole
  if (!isCommit(before) || stringAt(payload, 'after') !== head) {
    return because(whole, 'the event does not name the commits of the last push')
  }
  return {
    kind: 'between',
    base: before,
    head,
    why: 'the tip before the last push to the pull request',
    otherwise: because(whole, 'the tip before the last push is gone'),
  }
}

/**
 * A fork may change the workflow itself, let it succeed, and change it back:
 * its runs prove nothing about the commits below them.
 */
const sinceSuccess = (
  { repository }: Context,
  { headSha, headRef, headRepository }: PullRequest,
  wanted: Wanted,
  whole: WholePullRequest,
): Plan =>
  headRepository === repository
    ? lastSuccess(headSha, headRef, wanted, (none) => because(whole, none))
    : because(whole, 'successful runs of a fork do not count')
