import type { Json } from '@ci-kit/core/json'
import type { EcsStepResult } from './deploy-ecs-workbench.ts'

/** Of `web:3`, in the simulated account. */
export const taskDefinitionArn = (name: string): string =>
  `arn:aws:ecs:eu-central-1:123456789012:task-definition/${name}`

export const serviceArn = (name: string): string =>
  `arn:aws:ecs:eu-central-1:123456789012:service/production/${name}`

/** Names of the operations in the order of the requests. */
export const operationsOf = ({ requests }: EcsStepResult): readonly string[] =>
  requests.map(({ operation }) => operation)

/** Operations that change something. */
export const writesOf = (result: EcsStepResult): readonly string[] =>
  operationsOf(result).filter((name) => !/^(Describe|List|Get|BatchGet)/.test(name))

/** The input of the only request of an operation; throws the log where it is not the only one. */
export const onlyRequest = ({ asked, log }: EcsStepResult, operation: string): Json => {
  const [request, ...more] = asked(operation)
  if (request !== undefined && more.length === 0) return request
  throw new Error(`${more.length + (request ? 1 : 0)} requests of ${operation}\n${log}`)
}
