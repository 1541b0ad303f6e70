import { ok } from '@ci-kit/local-aws/ecs/rollouts'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { onlyRequest, operationsOf, taskDefinitionArn } from './deploy-ecs-requests.ts'
import {
  deployed,
  type EcsStepResult,
  inAdvance,
  type SimulationOptions,
  startSimulation,
} from './deploy-ecs-workbench.ts'

/** The same as `webTask('b')`, written otherwise. */
const REWRITTEN = {
  ...webTask('b'),
  cpu: '.25 vCPU',
  memory: '.5 GB',
  volumes: [],
  containerDefinitions: [webTask('b').containerDefinitions].flat().map((each) => ({
    ...Object(each),
    cpu: 0,
    mountPoints: [],
    portMappings: [{ protocol: 'tcp', containerPort: 8080, hostPort: 8080 }],
  })),
}
const result = inAdvance({
  same: () =>
    deployed({ scenario: webScenario(), inputs: { service: 'web', 'desired-count': '2' } }),
  rewritten: () =>
    deployed({
      scenario: webScenario(),
      files: { 'task.json': JSON.stringify(REWRITTEN) },
      inputs: { service: 'web', 'task-definition': 'task.json' },
    }),
  attached: () =>
    twice(webScenario({ rollout: () => ok(120_000) }), { 'wait-for-service-stability': 'false' }),
  repeated: () => twice(webScenario(), {}),
  failedBefore: () =>
    deployed({
      scenario: webScenario({
        service: {
          history: [
            { taskDefinition: 'web:1', age: 2_000_000 },
            { taskDefinition: 'web:2', age: 1_000_000, status: 'STOPPED' },
          ],
        },
      }),
      files: { 'task.json': JSON.stringify(webTask('b')) },
      inputs: { service: 'web', 'task-definition': 'task.json' },
    }),
})

/** The same step a second time, on the same simulated AWS. */
const twice = async (
  scenario: SimulationOptions['scenario'],
  first: Readonly<Record<string, string>>,
): Promise<EcsStepResult> => {
  const simulation = await startSimulation({
    scenario,
    files: { 'task.json': JSON.stringify(webTask('c')) },
  })
  const inputs = { service: 'web', 'task-definition': 'task.json' }
  try {
    await simulation.run({ inputs: { ...inputs, ...first } })
    return await simulation.run({ inputs })
  } finally {
    await simulation.close()
  }
}

describe('what runs already is left alone', () => {
  test.each(['same', 'rewritten', 'repeated'] as const)('%s', (name) => {
    const { exitCode, outputs, log } = result(name)
    expect({ exitCode, ...outputs }).toMatchObject({
      exitCode: 0,
      outcome: 'unchanged',
      changed: 'false',
    })
    expect(log).toContain('web runs this release already.')
    expect(operationsOf(result(name))).toEqual(['DescribeServices', 'DescribeTaskDefinition'])
  })
})

test('a deployment that is on its way already is watched and not begun again', () => {
  const { outputs, exitCode } = result('attached')
  expect({ exitCode, ...outputs }).toMatchObject({ exitCode: 0, outcome: 'succeeded' })
  expect(operationsOf(result('attached'))).not.toContain('UpdateService')
  expect(operationsOf(result('attached'))).not.toContain('RegisterTaskDefinition')
  expect(outputs['service-deployment-arn']).toMatch(/:service-deployment\/production\/web\//)
})

test('what failed and was left so is deployed again', () => {
  const { outputs, exitCode, asked } = result('failedBefore')
  expect({ exitCode, ...outputs }).toMatchObject({ exitCode: 0, outcome: 'succeeded' })
  expect(asked('RegisterTaskDefinition')).toEqual([])
  expect(onlyRequest(result('failedBefore'), 'UpdateService')).toEqual({
    cluster: 'production',
    service: expect.stringMatching(/:service\/production\/web$/),
    taskDefinition: taskDefinitionArn('web:2'),
    forceNewDeployment: true,
  })
})
