import { readTask } from '@ci-kit/ecs/model/read-task'
import type { Task } from '@ci-kit/ecs/model/task'
import type { OneOffTask } from '@ci-kit/ecs/tasks/one-off-task'

const logConfiguration = {
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/ecs/shop', 'awslogs-stream-prefix': 'shop' },
}

export const definition = {
  networkMode: 'awsvpc',
  containerDefinitions: [
    { name: 'api', essential: true, logConfiguration },
    { name: 'agent', essential: false },
  ],
}

export const service = {
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  networkConfiguration: {
    awsvpcConfiguration: {
      subnets: ['subnet-1', 'subnet-2'],
      securityGroups: ['sg-1'],
      assignPublicIp: 'DISABLED',
    },
  },
}

export const oneOff = (changed: Partial<OneOffTask> = {}): OneOffTask => ({
  taskDefinition: 'arn:aws:ecs:eu-west-1:1:task-definition/shop:7',
  definition,
  service,
  overrides: [],
  subnets: [],
  securityGroups: [],
  assignPublicIp: undefined,
  launchType: undefined,
  capacityProviderStrategy: [],
  startedBy: 'GitHub-Actions',
  tags: [],
  managedTags: undefined,
  volume: undefined,
  ...changed,
})

type Ended = { readonly name: string; readonly exitCode?: number; readonly reason?: string }

export const taskIn = (
  lastStatus: string,
  containers: readonly Ended[] = [],
  more: Readonly<Record<string, string>> = {},
): Task =>
  readTask({ taskArn: 'arn:aws:ecs:eu-west-1:1:task/main/t1', lastStatus, containers, ...more })
