import type { DeploymentEntry, Service } from '@ci-kit/ecs/model/service'
import type { LifecycleHook, ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import {
  aDeployment,
  anEntry,
  aService,
  deploymentArn,
  NEW,
  OLD,
  oldEntry,
  revisionArn,
  START,
  serviceArn,
} from './samples.ts'

/** One service of the model, as ECS would tell it. Deployments newest first. */
export type ModelState = {
  readonly service: Service
  readonly deployments: readonly ServiceDeployment[]
}

/** What happens to a service; `at` on ECS's clock. What is not possible changes nothing. */
export type Transition = (state: ModelState, at: number) => ModelState

const progress = (arn: string) => ({
  arn,
  requested: 2,
  running: 1,
  pending: 1,
  productionWeight: undefined,
  testWeight: undefined,
})

/** Before our update. */
export const beforeUpdate = (name: string): ModelState => ({
  service: aService({
    name,
    deployments: [oldEntry({ status: 'PRIMARY' })],
    currentServiceDeployment: deploymentArn('old', name),
  }),
  deployments: [
    aDeployment({
      arn: deploymentArn('old', name),
      service: serviceArn(name),
      status: 'SUCCESSFUL',
      createdAt: START - 86_400_000,
      target: progress(revisionArn('old')),
    }),
  ],
})

export const ourUpdate: Transition = ({ service, deployments }, at) => ({
  service: {
    ...service,
    deployments: [anEntry({ createdAt: at }), oldEntry()],
    currentServiceDeployment: deploymentArn('ours', service.name),
  },
  deployments: [
    aDeployment({
      arn: deploymentArn('ours', service.name),
      service: service.arn,
      createdAt: at,
      target: progress(revisionArn('ours')),
    }),
    ...deployments,
  ],
})

export const ours = ({ service, deployments }: ModelState): ServiceDeployment | undefined =>
  deployments.find(({ arn }) => arn === deploymentArn('ours', service.name))

const changed = (
  state: ModelState,
  change: Partial<ServiceDeployment>,
  entries?: readonly DeploymentEntry[],
): ModelState => ({
  service: { ...state.service, deployments: entries ?? state.service.deployments },
  deployments: state.deployments.map((one) =>
    one.arn === ours(state)?.arn ? { ...one, ...change } : one,
  ),
})

/** A service that was deleted has no deployment that could still end well. */
const isGoing = (state: ModelState): boolean =>
  state.service.status === 'ACTIVE' && ours(state)?.status === 'IN_PROGRESS'

const isGoingBack = (state: ModelState): boolean =>
  ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'].includes(ours(state)?.status ?? '')

const isPrimary = ({ service }: ModelState): boolean =>
  service.deployments.some(({ id, status }) => id === 'ecs-svc/2' && status === 'PRIMARY')

const waits = (state: ModelState): boolean =>
  ours(state)?.hooks.some(({ status }) => status === 'AWAITING_ACTION') ?? false

export const succeeds: Transition = (state, at) =>
  isGoing(state) && isPrimary(state) && !waits(state)
    ? changed(state, { status: 'SUCCESSFUL', finishedAt: at }, [
        anEntry({ rolloutState: 'COMPLETED', createdAt: ours(state)?.createdAt ?? at }),
      ])
    : state

const rollbackEntry = (at: number, changes: Partial<DeploymentEntry> = {}) =>
  anEntry({
    id: 'ecs-svc/back',
    taskDefinition: OLD,
    createdAt: at,
    rolloutReason: 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.',
    ...changes,
  })

const failedEntry = (state: ModelState) =>
  anEntry({
    status: 'ACTIVE',
    rolloutState: 'FAILED',
    rolloutReason: 'ECS deployment circuit breaker: tasks failed to start.',
    createdAt: ours(state)?.createdAt ?? START,
  })

export const breakerTrips: Transition = (state, at) =>
  isGoing(state)
    ? changed(
        state,
        {
          status: 'ROLLBACK_IN_PROGRESS',
          circuitBreaker: { status: 'TRIGGERED', failures: 3, threshold: 3 },
        },
        [rollbackEntry(at), failedEntry(state)],
      )
    : state

export const alarmFires: Transition = (state, at) =>
  isGoing(state)
    ? changed(
        state,
        {
          status: 'ROLLBACK_IN_PROGRESS',
          alarms: { status: 'TRIGGERED', names: ['errors'], triggered: ['errors'] },
        },
        [rollbackEntry(at), failedEntry(state)],
      )
    : state

export const stopRequested: Transition = (state, at) =>
  isGoing(state)
    ? changed(state, { status: 'ROLLBACK_REQUESTED', hooks: [] }, [
        rollbackEntry(at),
        failedEntry(state),
      ])
    : state

export const rollbackEnds: Transition = (state, at) =>
  isGoingBack(state)
    ? changed(state, { status: 'ROLLBACK_SUCCESSFUL', finishedAt: at }, [
        rollbackEntry(at, { rolloutState: 'COMPLETED' }),
      ])
    : state

export const rollbackFails: Transition = (state, at) =>
  isGoingBack(state)
    ? changed(state, { status: 'ROLLBACK_FAILED', finishedAt: at }, [
        rollbackEntry(at, { rolloutState: 'FAILED' }),
      ])
    : state

export const opsStop: Transition = (state, at) =>
  isGoing(state) ? changed(state, { status: 'STOPPED', stoppedAt: at }) : state

const hook = (status: string): LifecycleHook => ({
  hookId: 'hook-1',
  status,
  expiresAt: undefined,
  timeoutAction: 'ROLLBACK',
})

export const pauses: Transition = (state) =>
  isGoing(state)
    ? changed(state, { stage: 'POST_SCALE_UP', hooks: [hook('AWAITING_ACTION')] })
    : state

export const continues: Transition = (state) =>
  isGoing(state) ? changed(state, { stage: 'BAKE_TIME', hooks: [hook('SUCCEEDED')] }) : state

export const goesInactive: Transition = ({ service, deployments }) => ({
  service: { ...service, status: 'INACTIVE' },
  deployments,
})

/** Somebody else deploys: `OLD`, or the very same task definition again. */
export const othersDeploy =
  (taskDefinition: string): Transition =>
  (state, at) => {
    const stopped =
      isGoing(state) || isGoingBack(state)
        ? changed(state, { status: 'STOPPED', stoppedAt: at })
        : state
    const arn = deploymentArn(`other-${at}`, state.service.name)
    const entry = anEntry({ id: `ecs-svc/${at}`, taskDefinition, createdAt: at })
    const revision = revisionArn(taskDefinition === NEW ? 'again' : 'other')
    const { service } = state
    const before = service.deployments.map((one) => ({ ...one, status: 'ACTIVE' as const }))
    return {
      service: { ...service, deployments: [entry, ...before], currentServiceDeployment: arn },
      deployments: [
        aDeployment({ arn, service: service.arn, createdAt: at, target: progress(revision) }),
        ...stopped.deployments,
      ],
    }
  }
