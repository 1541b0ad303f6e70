import { join } from 'node:path'
import { concurrentRegistration } from '@ci-kit/local-aws/faults'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { imageRegistry } from './deploy-ecs-registry.ts'
import { onlyRequest, taskDefinitionArn } from './deploy-ecs-requests.ts'
import { deployed, inAdvance, startSimulation } from './deploy-ecs-workbench.ts'

const registry = imageRegistry('shop/web:1')

const yamlTask = (host: string) => `
family: jobs
networkMode: awsvpc
requiresCompatibilities: [FARGATE]
cpu: '256'
memory: '512'
containerDefinitions:
  - name: job
    image: ${host}/shop/web:1
    command: [work]
`

const result = inAdvance({
  yaml: () =>
    deployed({
      scenario: webScenario(),
      files: { 'task.yaml': yamlTask(registry.host()) },
      inputs: { 'task-definition': 'task.yaml' },
    }),
  absolute: async () => {
    const simulation = await startSimulation({
      scenario: webScenario(),
      files: { 'task.json': JSON.stringify(webTask('c')) },
    })
    const path = join(simulation.workspace, 'task.json')
    try {
      return await simulation.run({ inputs: { 'task-definition': path } })
    } finally {
      await simulation.close()
    }
  },
  concurrent: () =>
    deployed({
      scenario: webScenario({ faults: [concurrentRegistration(2)] }),
      files: { 'task.json': JSON.stringify(webTask('c')) },
      inputs: { 'task-definition': 'task.json' },
    }),
  registered: () =>
    deployed({
      scenario: webScenario(),
      files: { 'task.json': JSON.stringify(webTask('b')) },
      inputs: { 'task-definition': 'task.json' },
    }),
})

describe('without a service it is registered only', () => {
  test('from YAML', () => {
    const { asked, outputs, requests } = result('yaml')
    expect(outputs).toMatchObject({
      outcome: 'registered',
      changed: 'true',
      'task-definition-arn': taskDefinitionArn('jobs:1'),
    })
    expect(asked('RegisterTaskDefinition')).toEqual([
      expect.objectContaining({
        family: 'jobs',
        containerDefinitions: [
          { name: 'job', image: registry.pinned('shop/web', '1'), command: ['work'] },
        ],
      }),
    ])
    expect(requests.map(({ operation }) => operation)).not.toContain('DescribeServices')
    expect(requests.map(({ operation }) => operation)).not.toContain('UpdateService')
  })

  test('from an absolute path', () => {
    expect(onlyRequest(result('absolute'), 'RegisterTaskDefinition')).toEqual(webTask('c'))
    expect(result('absolute').outputs.outcome).toBe('registered')
  })

  test('again when another registration of the family is under way', () => {
    expect(result('concurrent').asked('RegisterTaskDefinition')).toHaveLength(3)
    expect(result('concurrent').outputs).toMatchObject({
      outcome: 'registered',
      'task-definition-arn': taskDefinitionArn('web:3'),
    })
  })

  test('unless the newest revision is the same', () => {
    const { asked, outputs, exitCode } = result('registered')
    expect(exitCode).toBe(0)
    expect(asked('RegisterTaskDefinition')).toEqual([])
    expect(outputs).toMatchObject({
      outcome: 'registered',
      changed: 'false',
      'task-definition-arn': taskDefinitionArn('web:2'),
    })
  })
})
