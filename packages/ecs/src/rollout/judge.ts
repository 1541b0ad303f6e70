import type { Service } from '../model/service.ts'
import {
  LIFECYCLE_STAGES,
  type LifecycleHook,
  type LifecycleStage,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
} from '../model/service-deployment.ts'
import { missingOf } from './missing.ts'
import type { Until } from './outcome.ts'
import { reasonIn } from './rollback-reason.ts'
import type { StartedRollout } from './rollout.ts'
import { type Asked, ended, primaryOf, type Verdict, wait } from './sight.ts'
import { standing } from './standing.ts'

/** What is known of a rollout whose service deployment was found. */
export type Observation = {
  readonly started: StartedRollout
  readonly deployment: ServiceDeployment
  readonly newer: readonly ServiceDeploymentBrief[]
  /** Read after the deployment. */
  readonly service: Service
  readonly asked: Asked | undefined
  /** Looks in a row that saw this status, this one included. */
  readonly looksAlike: number
}

/** A list may lag behind, so a successor is looked for more than once before nobody is blamed. */
const LOOKS_FOR_SUCCESSOR = 3

/** The hook that waits for a person. */
export const awaitingHook = (deployment: ServiceDeployment): LifecycleHook | undefined =>
  deployment.hooks.find(({ status }) => status === 'AWAITING_ACTION')

/**
 * What a look at our service deployment means. Only SUCCESSFUL is success, and
 * only while the service is still set to it; a status that is not known yet is
 * no end.
 */
export const judge = (seen: Observation): Verdict => {
  switch (seen.deployment.status) {
    case 'SUCCESSFUL':
      return successful(seen)
    case 'ROLLBACK_SUCCESSFUL':
      return rolledBack(seen)
    case 'ROLLBACK_FAILED':
      return rollbackFailed(seen)
    case 'STOPPED':
      return stopped(seen)
    case 'IN_PROGRESS':
      return reached(seen) ?? wait(...missingOf(seen.deployment))
    default:
      return wait(...missingOf(seen.deployment))
  }
}

const successful = ({ started, deployment, service }: Observation): Verdict => {
  const stands = standing(started, deployment, service)
  if (stands === 'ours') return ended({ kind: 'succeeded' })
  if (stands !== 'unclear') return ended({ kind: 'superseded', by: stands.by })
  return wait('ECS calls the deployment successful, but does not show it as the PRIMARY one.')
}

const rolledBack = ({ deployment, asked }: Observation): Verdict => {
  if (asked?.why === 'cancel') return ended({ kind: 'cancelled' })
  if (asked?.why === 'limit')
    return ended({ kind: 'timed-out', missing: [`${asked.reason} It was rolled back.`] })
  const otherwise = 'ECS rolled back and gave no reason.'
  return ended({ kind: 'rolled-back', reason: asked?.reason ?? reasonIn(deployment, otherwise) })
}

const rollbackFailed = ({ deployment, asked }: Observation): Verdict => {
  const said = reasonIn(deployment, 'ECS gave no reason.')
  const why = asked === undefined ? '' : ` It was rolled back because: ${asked.reason}`
  return ended({
    kind: 'failed',
    reason: `The rollback failed, and the service may run either release. ${said}${why}`,
  })
}

const stopped = (seen: Observation): Verdict => {
  const { asked, looksAlike } = seen
  if (asked?.why === 'cancel') return ended({ kind: 'cancelled' })
  const by = seen.newer[0]?.arn ?? successorIn(seen)
  if (by !== undefined) return ended({ kind: 'superseded', by })
  if (asked?.why === 'limit')
    return ended({ kind: 'timed-out', missing: [`${asked.reason} It was stopped.`] })
  if (asked !== undefined)
    return ended({
      kind: 'failed',
      reason: `${asked.reason} ECS stopped the deployment without a rollback.`,
    })
  if (looksAlike < LOOKS_FOR_SUCCESSOR)
    return wait('The deployment was stopped, and nobody knows why yet.')
  const said = reasonIn(seen.deployment, 'ECS gave no reason.')
  const who = isStoppedByEcs(seen.deployment) ? 'ECS' : 'Somebody'
  return ended({ kind: 'failed', reason: `${who} stopped the deployment. ${said}` })
}

/** A circuit breaker or an alarm without a rollback ends a deployment like somebody's stop. */
const isStoppedByEcs = ({ circuitBreaker, alarms }: ServiceDeployment): boolean =>
  circuitBreaker?.status === 'TRIGGERED' || (alarms?.triggered.length ?? 0) > 0

const successorIn = ({ started, deployment, service }: Observation): string | undefined => {
  const stands = standing(started, deployment, service)
  const primary = primaryOf(service)
  // The PRIMARY entry of a rollback is newer too, and nobody's deployment.
  const isRollback = primary !== undefined && /roll(ing|ed)[ -]back/i.test(primary.rolloutReason)
  return typeof stands === 'string' || isRollback ? undefined : stands.by
}

/**
 * Whether what is waited for is there: a pause, or a stage. Its end is told by
 * its status. What was told to roll back passes no stage: the read is stale.
 */
const reached = ({ started, deployment, asked }: Observation): Verdict | undefined => {
  if (asked !== undefined) return undefined
  const { stage } = deployment
  const hook = awaitingHook(deployment)
  if (started.until === 'paused')
    return hook === undefined
      ? undefined
      : ended({ kind: 'paused', isWanted: true, stage, ...pauseOf(hook) })
  if (!isReached(started.until, stage)) return undefined
  return ended({ kind: 'paused', isWanted: true, stage, ...pauseOf(undefined) })
}

/** What is told of a pause. */
export const pauseOf = (hook: LifecycleHook | undefined) => ({
  hookId: hook?.hookId,
  expiresAt: hook?.expiresAt,
  timeoutAction: hook?.timeoutAction,
})

const isReached = (until: Until, stage: LifecycleStage | undefined): boolean =>
  until !== 'end' &&
  until !== 'paused' &&
  stage !== undefined &&
  LIFECYCLE_STAGES.indexOf(stage) >= LIFECYCLE_STAGES.indexOf(until)
