import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { Cancelled } from '@ci-kit/core/run-action'
import type { ServiceReport } from '@ci-kit/ecs/report/rollout-report'
import { changeLines } from '@ci-kit/ecs/task-definition/diff-text'
import type { DeployedService, ServiceEnd } from '../deploy/deployed-service.ts'
import { unseenRollout } from '../deploy/unseen-rollout.ts'

/** What is told of the services at the end of the step. */
export const serviceReports = (services: readonly DeployedService[]): readonly ServiceReport[] =>
  services.map(({ name, service, taskDefinition, changes, end }) => ({
    task: 'deploy',
    service: name,
    serviceArn: service,
    taskDefinition,
    rollout: rolloutOf(name, end),
    diagnosis: end.kind === 'watched' ? end.diagnosis : undefined,
    changes: changeLines(changes),
  }))

const rolloutOf = (service: string, end: ServiceEnd): ServiceReport['rollout'] => {
  if (end.kind === 'watched') return end.result
  if (end.kind === 'broken') {
    if (end.error instanceof Cancelled) return unseenRollout(service, { kind: 'cancelled' })
    const reason = visible(messageOf(end.error), 1_000)
    return unseenRollout(service, { kind: 'failed', reason })
  }
  return end.kind === 'not-started' ? 'not-begun' : end.kind
}
