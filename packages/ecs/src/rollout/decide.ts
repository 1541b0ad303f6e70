import { duration } from '@ci-kit/core/amounts'
import { awaitingHook, pauseOf } from './judge.ts'
import type { Outcome } from './outcome.ts'
import type { Asked } from './sight.ts'
import type { WatchSettings } from './watch-ports.ts'
import { verdictOf, type Watched } from './watched.ts'

/** How long a rollback that was asked for is waited for beyond the limit. */
export const GRACE_MS = 60_000

type Decision =
  | { readonly kind: 'wait' }
  | { readonly kind: 'stop'; readonly asked: Asked }
  | { readonly kind: 'ended'; readonly outcome: Outcome }

/** Whether there is something that StopServiceDeployment could stop. */
export const isStoppable = ({ sight, isStopTried, isLegacy }: Watched): boolean =>
  !isStopTried &&
  !isLegacy &&
  ['PENDING', 'IN_PROGRESS', 'UNKNOWN'].includes(sight?.deployment?.status ?? '')

/**
 * What to do about a rollout after a look: its end, or the limit's.
 *
 * @param elapsedMs since the first rollout of the step began
 * @param trouble why the last look saw nothing
 */
export const decide = (
  watched: Watched,
  settings: Pick<WatchSettings, 'limitMs' | 'onFailure'>,
  elapsedMs: number,
  trouble: string | undefined,
): Decision => {
  const verdict = verdictOf(watched)
  if (verdict.kind === 'ended') {
    // What is to be stopped must not stay behind in its pause, and green.
    const isLeft = verdict.outcome.kind === 'paused' && watched.wish !== undefined
    return isLeft ? { kind: 'wait' } : verdict
  }
  const isAsked = watched.asked !== undefined
  if (elapsedMs < settings.limitMs + (isAsked ? GRACE_MS : 0)) return { kind: 'wait' }
  const paused = isAsked ? undefined : standingPause(watched)
  if (paused !== undefined) return { kind: 'ended', outcome: paused }
  // What was missing is the cause, and nobody sees it any more after the stop.
  const first = `The rollout had not ended after ${duration(settings.limitMs)}.`
  const reason = [first, ...verdict.missing].join(' ')
  if (!isAsked && settings.onFailure === 'rollback' && isStoppable(watched))
    return { kind: 'stop', asked: { why: 'limit', reason } }
  const before = watched.asked === undefined ? [] : [watched.asked.reason]
  const missing = [...before, ...verdict.missing, ...(trouble === undefined ? [] : [trouble])]
  return { kind: 'ended', outcome: { kind: 'timed-out', missing } }
}

/** A pause that somebody still has to end: ECS keeps it for a day or longer, so that no time limit of a job may take it back. */
const standingPause = ({ sight }: Watched): Outcome | undefined => {
  const deployment = sight?.deployment
  if (deployment?.status !== 'IN_PROGRESS') return undefined
  const hook = awaitingHook(deployment)
  if (hook === undefined) return undefined
  return { kind: 'paused', isWanted: false, stage: deployment.stage, ...pauseOf(hook) }
}
