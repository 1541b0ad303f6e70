import type { Aws } from '@ci-kit/ecs/adapters/aws'
import { diagnosisPorts } from '@ci-kit/ecs/adapters/diagnosis-ports'
import { asked } from '@ci-kit/ecs/diagnosis/asked'
import { diagnose } from '@ci-kit/ecs/diagnosis/diagnose'
import { targetGroupsOf } from '@ci-kit/ecs/diagnosis/target-groups'
import type { Ecs } from '@ci-kit/ecs/ecs'
import type { Step } from '../compose.ts'
import type { Ports } from '../ports.ts'

/** Asks for the cause of a rollback that did not go well. */
export const composeDiagnosing =
  ({ runner }: Step, aws: Aws, ecs: Ecs): Ports['diagnose'] =>
  async (service, started, { events }) => {
    const { answer: definition, problem } = await asked(
      async () => (await ecs.taskDefinitions.describe(started.taskDefinition)).document,
      {},
    )
    const diagnosis = await diagnose(
      {
        ...started,
        events,
        definition,
        balancedContainer: service.loadBalancers[0]?.containerName,
        targetGroups: targetGroupsOf(service),
        alarms: service.alarms,
      },
      diagnosisPorts(aws, ecs, runner.cancellation),
    )
    return problem === '' ? diagnosis : { ...diagnosis, unknown: [problem, ...diagnosis.unknown] }
  }
