import { visible } from '@ci-kit/core/log'
import type { Moment, Progress } from '@ci-kit/ecs/rollout/rollout'
import type { DeploymentTarget, LifecycleEvent, TaskSet } from './codedeploy.ts'
import type { Seen } from './judge.ts'

/** What is new since the last look, for the timeline. `now`: for what CodeDeploy gives no time. */
export const momentsBetween = (before: Seen | undefined, after: Seen, now: number): Moment[] => {
  const { deployment } = after
  const moments: Moment[] = []
  if (before?.deployment.status !== deployment.status) {
    const at = before === undefined ? deployment.createdAt : deployment.completedAt
    moments.push({ at: at ?? now, kind: 'status', text: `deployment is ${deployment.status}` })
  }
  if (after.rollback !== undefined && before?.rollback?.status !== after.rollback.status) {
    moments.push({ at: now, kind: 'status', text: `its rollback is ${after.rollback.status}` })
  }
  for (const event of after.target?.events ?? []) moments.push(...eventMoments(before, event, now))
  for (const set of after.target?.taskSets ?? []) moments.push(...trafficMoments(before, set, now))
  return moments
}

const eventMoments = (before: Seen | undefined, event: LifecycleEvent, now: number): Moment[] => {
  const old = before?.target?.events.find(({ name }) => name === event.name)
  if (event.status === 'Pending' || event.status === old?.status) return []
  const at = event.endedAt ?? event.startedAt ?? now
  return [{ at, kind: 'stage', text: visible(`${event.name} ${event.status}`, 100) }]
}

const trafficMoments = (before: Seen | undefined, set: TaskSet, now: number): Moment[] => {
  const old = before?.target?.taskSets.find(({ id }) => id === set.id)
  if (set.trafficWeight === undefined || set.trafficWeight === old?.trafficWeight) return []
  return [
    {
      at: now,
      kind: 'traffic',
      text: `${visible(set.label || set.id, 100)} has ${set.trafficWeight} %`,
    },
  ]
}

/** A deployment of CodeDeploy as the progress of a rollout: green task sets are what is deployed. */
export const progressOf = (seen: Seen | undefined): Progress => {
  const sets = seen?.target?.taskSets ?? []
  const green = sets.find(({ label }) => label === 'Green')
  return {
    // An ARN of ECS; CodeDeploy's deployments are none of its service deployments.
    deployment: undefined,
    status: seen?.deployment.status ?? 'UNKNOWN',
    stage: undefined,
    sources: sets.filter((set) => set !== green).map(revision),
    target: green && revision(green),
    entries: [],
    desired: green?.desired ?? 0,
  }
}

const revision = ({
  id,
  desired,
  running,
  pending,
  trafficWeight,
}: DeploymentTarget['taskSets'][number]) => ({
  arn: id,
  requested: desired,
  running,
  pending,
  productionWeight: trafficWeight,
  testWeight: undefined,
})
