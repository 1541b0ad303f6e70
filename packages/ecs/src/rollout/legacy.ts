import { visible } from '@ci-kit/core/log'
import type { DeploymentEntry, Service } from '../model/service.ts'
import type { StartedRollout } from './rollout.ts'
import { ended, isOurEntry, primaryOf, type Verdict, wait } from './sight.ts'

/** What is known of a rollout whose service deployment cannot be read. */
export type LegacyObservation = {
  readonly started: StartedRollout
  readonly service: Service
  /** Our entry was seen as FAILED before. */
  readonly hasFailed: boolean
  /** Looks in a row that saw this picture, this one included. */
  readonly looksAlike: number
}

/** A rollback after FAILED begins within seconds. */
const LOOKS_FOR_ROLLBACK = 3

/** One reading may lie between two states. */
const LOOKS_FOR_STEADY = 2

/**
 * What a look at `deployments[]` means, where service deployments cannot be
 * read. Only our own entry counts: COMPLETED while it is PRIMARY is success.
 */
export const judgeLegacy = (seen: LegacyObservation): Verdict => {
  const { started, service } = seen
  const ours = service.deployments.find((entry) => isOurEntry(started, entry))
  const primary = primaryOf(service)
  if (ours?.status === 'PRIMARY') return ofPrimary(seen, ours)
  // ECS goes back to the entry before, which is older: only what was seen since then tells that from a stale read.
  const isOlder = primary !== undefined && primary.createdAt <= started.startedAt
  if (primary === undefined || (isOlder && !isSeenGoingBack(seen, primary, ours)))
    return wait('ECS does not show the deployment yet.')
  return ofSuccessor(seen, primary, ours)
}

/** Tells one picture of a service from another, for {@link LegacyObservation.looksAlike}. */
export const legacyPicture = (started: StartedRollout, service: Service): string =>
  JSON.stringify(
    service.deployments.map((entry) => [
      entry.id,
      entry.status,
      entry.rolloutState,
      isOurEntry(started, entry) && isSteady(entry),
    ]),
  )

const isSteady = ({ running, desired, pending }: DeploymentEntry): boolean =>
  running === desired && pending === 0

const ofPrimary = (seen: LegacyObservation, ours: DeploymentEntry): Verdict => {
  const { service, looksAlike } = seen
  if (ours.rolloutState === 'COMPLETED') return ended({ kind: 'succeeded' })
  if (ours.rolloutState === 'FAILED') return failed(seen, ours)
  const tasks = `${ours.running} of ${ours.desired} new tasks run.`
  if (ours.rolloutState === 'IN_PROGRESS') return wait('The rollout is IN_PROGRESS.', tasks)
  // A Classic Load Balancer: ECS tells no state of the rollout.
  const isAlone = service.deployments.every(({ status }) => status !== 'ACTIVE')
  if (isAlone && isSteady(ours) && looksAlike >= LOOKS_FOR_STEADY)
    return ended({ kind: 'succeeded' })
  return wait(tasks, ...(isAlone ? [] : ['Old tasks still run.']))
}

const failed = ({ service, looksAlike }: LegacyObservation, ours: DeploymentEntry): Verdict => {
  if (service.circuitBreaker.rollback && looksAlike < LOOKS_FOR_ROLLBACK)
    return wait('The deployment failed, and ECS is to roll back.')
  return ended({ kind: 'failed', reason: failureIn(ours) })
}

const failureIn = (entry: DeploymentEntry | undefined): string =>
  entry === undefined || entry.rolloutReason === ''
    ? 'The deployment failed, and ECS gave no reason.'
    : visible(entry.rolloutReason, 500)

/** A newer entry is PRIMARY: ECS rolled back, or somebody else deployed. */
const ofSuccessor = (
  seen: LegacyObservation,
  primary: DeploymentEntry,
  ours: DeploymentEntry | undefined,
): Verdict => {
  const { started } = seen
  const isSame = primary.taskDefinition === started.taskDefinition
  if (isSame || !isRollback(seen, primary, ours))
    return ended({ kind: 'superseded', by: visible(primary.id, 200) })
  if (primary.rolloutState === 'FAILED')
    return ended({ kind: 'failed', reason: `The rollback failed. ${failureIn(primary)}` })
  if (primary.rolloutState === 'IN_PROGRESS')
    return wait('The deployment failed, and ECS is rolling back.')
  const reason = ours?.rolloutState === 'FAILED' ? failureIn(ours) : rollbackText(primary)
  return ended({ kind: 'rolled-back', reason })
}

const rollbackText = ({ rolloutReason }: DeploymentEntry): string =>
  rolloutReason === '' ? 'ECS rolled back.' : `ECS rolled back: ${visible(rolloutReason, 500)}`

const ROLLING_BACK = /roll(ing|ed)[ -]back|circuit breaker|alarm/i

const isRollback = (
  seen: LegacyObservation,
  primary: DeploymentEntry,
  ours: DeploymentEntry | undefined,
): boolean => ROLLING_BACK.test(primary.rolloutReason) || isSeenGoingBack(seen, primary, ours)

const isSeenGoingBack = (
  { service, started, hasFailed }: LegacyObservation,
  primary: DeploymentEntry,
  ours: DeploymentEntry | undefined,
): boolean =>
  hasFailed ||
  ours?.rolloutState === 'FAILED' ||
  service.events.some(
    ({ at, message }) =>
      at >= started.startedAt &&
      ['', 'deployment '].some((word) => message.includes(`rolling back to ${word}${primary.id}`)),
  )
