import type { Log } from '@ci-kit/core/log'
import type { Ecs } from '@ci-kit/ecs/ecs'
import type { DeployPorts } from '../deploy/deploy-services.ts'
import type { DeployedService, ServiceEnd } from '../deploy/deployed-service.ts'
import type { ServiceRequest } from '../service-request.ts'
import { type PausedService, pausedServices } from './paused-services.ts'

export type ContinuePorts = {
  readonly ecs: Pick<Ecs, 'services' | 'deployments'>
  readonly log: Pick<Log, 'info'>
  readonly deploy: Pick<
    DeployPorts,
    'cancellation' | 'expect' | 'settle' | 'waits' | 'watching' | 'watchBack'
  >
}

/**
 * Ends the pauses of all services, and watches what goes on then. One whose
 * pause cannot be ended is `broken`, and the others are watched all the same.
 * Rejects with a `UserError`, and nothing is changed, where one does not wait.
 */
export const continueServices = async (
  requests: readonly ServiceRequest[],
  action: 'CONTINUE' | 'ROLLBACK',
  ports: ContinuePorts,
): Promise<readonly DeployedService[]> => {
  const paused = await pausedServices(requests, action, ports.ecs)
  // To stop what goes back already would be refused.
  const watch = action === 'ROLLBACK' ? ports.deploy.watchBack : ports.deploy.watching(() => {})
  return Promise.all(
    paused.map(async (each) => ({
      name: each.rollout.service,
      service: each.rollout.serviceArn,
      taskDefinition: each.rollout.taskDefinition,
      previous: '',
      digests: {},
      changes: [],
      end: await endOf(each, action, watch, ports),
      codeDeployment: '',
      record: '',
    })),
  )
}

const endOf = async (
  { pause, rollout }: PausedService,
  action: 'CONTINUE' | 'ROLLBACK',
  watch: DeployPorts['watchBack'],
  { ecs, log, deploy }: ContinuePorts,
): Promise<ServiceEnd> => {
  const { service, serviceArn, taskDefinition } = rollout
  deploy.expect(serviceArn, taskDefinition)
  try {
    await ecs.deployments.continue(pause.deployment.arn, pause.hookId, action)
    log.info(`${service}: pause ${pause.hookId} was ended by ${action}.`)
    if (!deploy.waits) return { kind: 'started' }
    const result = await watch({ kind: 'ecs', rollout })
    return { kind: 'watched', result, diagnosis: undefined }
  } catch (error) {
    return { kind: 'broken', error }
  } finally {
    if (!deploy.cancellation.aborted) deploy.settle(serviceArn)
  }
}
