import type { Aws } from '@ci-kit/ecs/adapters/aws'
import { diagnosisPorts } from '@ci-kit/ecs/adapters/diagnosis-ports'
import { diagnose } from '@ci-kit/ecs/diagnosis/diagnose'
import { targetGroupsOf } from '@ci-kit/ecs/diagnosis/target-groups'
import type { Ecs } from '@ci-kit/ecs/ecs'
import type { DeployPorts } from '../deploy/deploy-services.ts'
import type { Step } from './step.ts'

/** A service that is to be taken back waits for the diagnosis, because its tasks and logs go away then. */
const DIAGNOSIS_MS = 15_000

/** Asks for the cause of a rollout that did not go well. */
export const composeDiagnosing =
  ({ signal }: Step, aws: Aws, ecs: Ecs): DeployPorts['diagnose'] =>
  async ({ prepared, taskDefinition }, started, { events, progress }) => {
    const { service, document, name } = prepared
    const late = AbortSignal.timeout(DIAGNOSIS_MS)
    const rollout =
      started.kind === 'ecs'
        ? started.rollout
        : {
            service: name,
            serviceArn: service?.arn ?? '',
            primary: undefined,
            startedAt: Math.min(...progress.entries.map(({ createdAt }) => createdAt)),
          }
    const diagnosed = {
      ...rollout,
      taskDefinition,
      events,
      definition: document,
      balancedContainer: service?.loadBalancers[0]?.containerName,
      targetGroups: service === undefined ? [] : targetGroupsOf(service),
      alarms: service?.alarms ?? [],
    }
    const ports = diagnosisPorts(aws, ecs, AbortSignal.any([signal, late]))
    return diagnose(diagnosed, { ...ports, late })
  }
