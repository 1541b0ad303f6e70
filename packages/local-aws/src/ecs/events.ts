import type { Json } from '@ci-kit/core/json'
import { seconds } from '../time.ts'
import type { DeploymentRecord, ServiceRecord } from './ecs-state.ts'
import { pastOf } from './frames.ts'
import { livingTaskId, stoppedTaskId } from './task-ids.ts'

/** Events of a service up to now, newest first. */
export const eventsOf = (service: ServiceRecord, now: number): readonly Json[] =>
  service.deployments
    .flatMap((deployment) => deploymentEvents(service, deployment, now))
    .toSorted((one, other) => other.at - one.at || other.order - one.order)
    .map(({ at, message, id }) => ({ id, createdAt: seconds(at), message }))

const deploymentEvents = (service: ServiceRecord, deployment: DeploymentRecord, now: number) =>
  pastOf(deployment.frames, now - deployment.createdAt).flatMap((frame, order) =>
    [
      ...(frame.stopped ? [stopMessage(deployment, order)] : []),
      ...(frame.event ? [frame.event] : []),
    ].map((text, second) => ({
      id: `${deployment.id.slice(-12)}-${order}-${second}`,
      at: deployment.createdAt + frame.at,
      order: order * 2 + second,
      message: text
        .replaceAll('{service}', service.name)
        .replaceAll('{deployment}', deployment.id)
        .replaceAll('{target}', deployment.source?.id ?? '')
        .replaceAll('{count}', String(service.desired))
        .replaceAll('{tasks}', startedTasks(service, deployment)),
    })),
  )

const stopMessage = (deployment: DeploymentRecord, order: number): string =>
  `(service {service}) has stopped 1 running tasks: (task ${stoppedTaskId(deployment, order)}).`

const startedTasks = ({ desired }: ServiceRecord, deployment: DeploymentRecord): string =>
  Array.from({ length: desired }, (_, n) => `(task ${livingTaskId(deployment, n)})`).join(' ')
