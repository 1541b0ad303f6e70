import type { GroupMember } from '../group/run-group.ts'
import type { DeployedService, ServiceEnd } from './deployed-service.ts'
import { type Deployment, serviceArnOf } from './deployment.ts'
import type { EndedRollout } from './end-rollout.ts'
import type { Started } from './started.ts'

/** What the step has learned of a service since it began. */
export type Told = {
  readonly started: Started
  /** Undefined when nobody has seen the end. */
  readonly ended?: EndedRollout
  /** In the ledger, '' where there is none. */
  readonly record: string
}

/** A service at the end of the step. */
export const deployed = (
  deployment: Deployment,
  member: GroupMember,
  told: Told | undefined,
): DeployedService => {
  const { prepared, taskDefinition } = deployment
  const { name, service, previous, digests, changes } = prepared
  return {
    name,
    service: told === undefined ? (service?.arn ?? '') : serviceArnOf(deployment, told.started),
    taskDefinition,
    previous: previous ?? '',
    digests,
    changes,
    end: endOf(deployment, member, told),
    codeDeployment: told?.started.kind === 'codedeploy' ? told.started.rollout.deployment : '',
    record: told?.record ?? '',
  }
}

const endOf = (
  { decision }: Deployment,
  { end, takenBack }: GroupMember,
  told: Told | undefined,
): ServiceEnd => {
  if (end.kind === 'not-started' || end.kind === 'broken') return end
  if (takenBack?.kind === 'broken') return takenBack
  const result = takenBack?.kind === 'watched' ? takenBack.result : undefined
  if (end.kind === 'watched')
    return { kind: 'watched', result: result ?? end.result, diagnosis: told?.ended?.diagnosis }
  if (told !== undefined) return { kind: 'started' }
  if (decision.kind === 'register') return { kind: 'registered' }
  return { kind: decision.kind === 'unchanged' ? 'unchanged' : 'updated' }
}
