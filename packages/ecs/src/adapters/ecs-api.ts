import type { AwsCall } from '@ci-kit/aws/aws-call'
import type { Ecs } from '../ecs.ts'
import { serviceDeploymentsOf } from './service-deployments-api.ts'
import { servicesOf } from './services-api.ts'
import { taskDefinitionsOf } from './task-definitions-api.ts'
import { tasksOf } from './tasks-api.ts'

/** The ports to one cluster, a name or an ARN; `call` asks ECS in its region. */
export const ecsApi = (call: AwsCall, cluster: string): Ecs => ({
  services: servicesOf({ call, cluster }),
  deployments: serviceDeploymentsOf({ call, cluster }),
  taskDefinitions: taskDefinitionsOf(call),
  tasks: tasksOf({ call, cluster }),
})
