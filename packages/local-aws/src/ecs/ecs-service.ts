import type { Scenario } from '../scenario.ts'
import { AwsFault, type Now, type ServiceHandler } from '../service-handler.ts'
import { catchUp } from './deployments.ts'
import type { Operations } from './ecs-state.ts'
import { seededState } from './seed.ts'
import { serviceDeploymentOperations } from './service-deployments.ts'
import { serviceOperations } from './services.ts'
import { taskDefinitionOperations } from './task-definitions.ts'
import { taskOperations } from './tasks.ts'

/** Amazon ECS in one region, with one cluster, as the scenario has it. */
export const ecsService = (scenario: Scenario, now: Now): ServiceHandler => {
  const state = seededState(scenario, now)
  const operations: Operations = {
    ...taskDefinitionOperations(state),
    ...serviceOperations(state),
    ...serviceDeploymentOperations(state),
    ...taskOperations(state),
  }
  return (operation, input) => {
    catchUp(state)
    const answer = operations[operation]
    if (answer === undefined)
      throw new AwsFault('UnsupportedFeatureException', `${operation} is not simulated.`)
    return answer(input)
  }
}
