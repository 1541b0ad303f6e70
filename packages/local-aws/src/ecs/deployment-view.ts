import { type Json, objectAt } from '@ci-kit/core/json'
import { seconds } from '../time.ts'
import { ecsArn } from './arns.ts'
import { ENDED, rolloutFacts, stateOf, tasksOf, wentBack } from './deployments.ts'
import type { DeploymentRecord, EcsState, ServiceRecord } from './ecs-state.ts'
import { breakerThreshold } from './failing-rollouts.ts'
import { firstAt, pastOf, type RolloutState } from './frames.ts'
import { present } from './input.ts'

const timesOf = ({ frames, createdAt }: DeploymentRecord, now: number) => {
  const first = (...statuses: readonly RolloutState['status'][]): number | undefined => {
    const at = firstAt(frames, now - createdAt, statuses)
    return at === undefined ? undefined : seconds(createdAt + at)
  }
  const ended = first(...ENDED)
  return {
    createdAt: seconds(createdAt),
    startedAt: first('IN_PROGRESS') ?? ended,
    finishedAt: ended,
    stoppedAt: first('STOP_REQUESTED', 'STOPPED'),
    rollbackAt: first('ROLLBACK_IN_PROGRESS'),
  }
}

/** A deployment as ListServiceDeployments answers it. */
export const deploymentBrief = (
  { cluster }: EcsState,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  now: number,
): Json => {
  const { status, statusReason } = stateOf(deployment, now)
  const { createdAt, startedAt, finishedAt } = timesOf(deployment, now)
  return present({
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: ecsArn('cluster', cluster),
    createdAt,
    startedAt,
    finishedAt,
    ...(!deployment.withoutRevision && { targetServiceRevisionArn: deployment.revisionArn }),
    status,
    statusReason,
  })
}

/** A deployment as DescribeServiceDeployments answers it. */
export const deploymentView = (
  state: EcsState,
  service: ServiceRecord,
  deployment: DeploymentRecord,
): Json => {
  const now = state.now()
  const at = stateOf(deployment, now)
  const { rollbackAt, stoppedAt, ...times } = timesOf(deployment, now)
  const { targetServiceRevisionArn, ...brief } = deploymentBrief(state, service, deployment, now)
  const configuration = objectAt(deployment.settings, 'deploymentConfiguration')
  return present({
    ...brief,
    ...times,
    stoppedAt,
    updatedAt: seconds(lastChange(deployment, now)),
    sourceServiceRevisions: sourcesOf(service, deployment, at),
    ...(!deployment.withoutRevision && {
      targetServiceRevision: targetOf(service, deployment, at),
    }),
    lifecycleStage: ENDED.some((status) => status === at.status) ? undefined : at.stage,
    lifecycleHookDetails: hooksOf(deployment, at, now),
    deploymentConfiguration: configuration ?? { maximumPercent: 200, minimumHealthyPercent: 100 },
    rollback: at.rollback && {
      reason: at.rollback,
      startedAt: rollbackAt,
      serviceRevisionArn: deployment.source?.revisionArn,
    },
    deploymentCircuitBreaker: breakerOf(service, at),
    alarms: alarmsOf(service, at),
  })
}

const lastChange = ({ frames, createdAt }: DeploymentRecord, now: number): number =>
  createdAt + (frames.findLast(({ at }) => at <= now - createdAt)?.at ?? 0)

/** On the way back the traffic is the first to go. */
const weightOf = (at: RolloutState): number | undefined =>
  at.weight !== undefined && wentBack(at) ? 0 : at.weight

const rest = (weight: number | undefined): number | undefined =>
  weight === undefined ? undefined : 100 - weight

const targetOf = (
  { desired }: ServiceRecord,
  { revisionArn }: DeploymentRecord,
  at: RolloutState,
) =>
  present({
    arn: revisionArn,
    requestedTaskCount: desired,
    runningTaskCount: tasksOf(at.running, desired),
    pendingTaskCount: tasksOf(at.pending, desired),
    requestedProductionTrafficWeight: weightOf(at),
    requestedTestTrafficWeight: at.testWeight,
  })

const sourcesOf = ({ desired }: ServiceRecord, { source }: DeploymentRecord, at: RolloutState) =>
  source === undefined || source.withoutRevision
    ? []
    : [
        present({
          arn: source.revisionArn,
          requestedTaskCount: tasksOf(at.source, desired),
          runningTaskCount: tasksOf(at.source, desired),
          pendingTaskCount: 0,
          requestedProductionTrafficWeight: rest(weightOf(at)),
          requestedTestTrafficWeight: rest(at.testWeight),
        }),
      ]

const hooksOf = ({ createdAt, frames }: DeploymentRecord, { hook }: RolloutState, now: number) => {
  const paused = pastOf(frames, now - createdAt).findLast(({ pause }) => pause !== undefined)
  if (hook === undefined || paused === undefined) return undefined
  return [
    {
      hookId: hook.id,
      targetType: 'PAUSE',
      status: hook.status,
      expiresAt: seconds(createdAt + paused.at + hook.timeout),
      timeoutAction: hook.timeoutAction,
    },
  ]
}

const breakerOf = (service: ServiceRecord, at: RolloutState): Json =>
  rolloutFacts(service, undefined).breaker.enable
    ? {
        status: at.breaker ?? 'MONITORING',
        failureCount: at.failed,
        threshold: breakerThreshold(service.desired),
      }
    : { status: 'DISABLED', failureCount: 0, threshold: 0 }

const alarmsOf = (
  service: ServiceRecord,
  { triggered, status }: RolloutState,
): Json | undefined => {
  const { alarms } = rolloutFacts(service, undefined)
  if (alarms.length === 0) return undefined
  const calm = status === 'SUCCESSFUL' ? 'MONITORING_COMPLETE' : 'MONITORING'
  return {
    status: triggered === undefined ? calm : 'TRIGGERED',
    alarmNames: alarms,
    triggeredAlarmNames: triggered ?? [],
  }
}
