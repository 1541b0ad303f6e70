import type { Json } from '@ci-kit/core/json'
import { blueGreen, canary, linear, pausedAt } from '@ci-kit/local-aws/ecs/stages'
import { type Scenario, webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { onlyRequest, serviceArn, taskDefinitionArn, writesOf } from './deploy-ecs-requests.ts'
import { deployed, type EcsStepResult, inAdvance, startSimulation } from './deploy-ecs-workbench.ts'

type Inputs = Readonly<Record<string, string>>

const files = { 'task.json': JSON.stringify(webTask('c')) }
const INPUTS = { service: 'web', 'task-definition': 'task.json', preflight: 'false' }

const BREAKER = {
  deploymentCircuitBreaker: { enable: true, rollback: true },
  maximumPercent: 200,
  minimumHealthyPercent: 100,
}

const step = (inputs: Inputs, scenario: Scenario) =>
  deployed({ scenario, files, inputs: { ...INPUTS, ...inputs } })

const web = (rollout: NonNullable<Scenario['rollout']>, deploymentConfiguration: Json = BREAKER) =>
  webScenario({ rollout, service: { settings: { deploymentConfiguration } } })

const quickly = { stage: 3_000, bake: 10_000 }
/** Long enough to be seen. */
const slowly = { stage: 3_000, bake: 100_000 }

/** One step to the pause, and one that ends it. */
const paused = async (second: Inputs): Promise<readonly EcsStepResult[]> => {
  const simulation = await startSimulation({
    scenario: web(() => pausedAt('POST_TEST_TRAFFIC_SHIFT', blueGreen(quickly)), {
      strategy: 'BLUE_GREEN',
      bakeTimeInMinutes: 5,
    }),
    files,
  })
  try {
    const first = await simulation.run({ inputs: { ...INPUTS, 'wait-until': 'paused' } })
    return [first, await simulation.run({ inputs: { ...INPUTS, ...second } })]
  } finally {
    await simulation.close()
  }
}

const result = inAdvance({
  blueGreen: () =>
    step(
      { 'deployment-strategy': 'blue-green', 'bake-minutes': '5' },
      web(() => blueGreen(slowly)),
    ),
  canary: () =>
    step(
      { 'deployment-strategy': 'canary', 'canary-percent': '10', 'canary-bake-minutes': '3' },
      web(() => canary(10, slowly)),
    ),
  linear: () =>
    step(
      {
        'deployment-strategy': 'linear',
        'linear-step-percent': '50',
        'linear-step-bake-minutes': '1',
      },
      web(() => linear(50, slowly)),
    ),
  stage: () =>
    step(
      { 'wait-until': 'bake-time' },
      web(() => blueGreen({ stage: 1_000, bake: 600_000 }), {
        strategy: 'BLUE_GREEN',
        bakeTimeInMinutes: 10,
      }),
    ),
  mismatch: () => step({ 'canary-percent': '10' }, webScenario()),
  never: () => step({ 'wait-until': 'post-production-traffic-shift' }, webScenario()),
  rolling: () => step({ continue: 'continue' }, webScenario()),
})

const pauses = inAdvance({
  continue: () => paused({ continue: 'continue' }),
  rollback: () => paused({ continue: 'rollback' }),
})

describe('a strategy is set with the update, over what the service has', () => {
  test.each([
    ['blueGreen', { ...BREAKER, strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 }, 'BAKE_TIME'],
    [
      'canary',
      {
        ...BREAKER,
        strategy: 'CANARY',
        canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 },
      },
      'BAKE_TIME',
    ],
    [
      'linear',
      {
        ...BREAKER,
        strategy: 'LINEAR',
        linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 },
      },
      'BAKE_TIME',
    ],
  ] as const)('%s', (name, deploymentConfiguration, stage) => {
    const { exitCode, outputs, summary } = result(name)
    expect(onlyRequest(result(name), 'UpdateService')).toEqual({
      cluster: 'production',
      service: serviceArn('web'),
      taskDefinition: taskDefinitionArn('web:3'),
      deploymentConfiguration,
    })
    expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 0, outcome: 'succeeded' })
    expect(summary).toContain(stage)
  })

  test('and a stage can be enough', () => {
    const { exitCode, outputs, log } = result('stage')
    expect(onlyRequest(result('stage'), 'UpdateService')).toEqual({
      cluster: 'production',
      service: serviceArn('web'),
      taskDefinition: taskDefinitionArn('web:3'),
    })
    expect({ exitCode, outcome: outputs.outcome, hook: outputs['hook-id'] }).toEqual({
      exitCode: 0,
      outcome: 'paused',
      hook: '',
    })
    expect(log).toContain('reached BAKE_TIME')
  })
})

describe('at a pause hook the step ends green, and another one', () => {
  test('lets it go on', () => {
    const [first, second] = pauses('continue')
    expect({ exitCode: first?.exitCode, ...first?.outputs }).toMatchObject({
      exitCode: 0,
      outcome: 'paused',
      'hook-id': 'hook-POST_TEST_TRAFFIC_SHIFT',
    })
    expect(second?.asked('ContinueServiceDeployment')).toEqual([
      {
        serviceDeploymentArn: first?.outputs['service-deployment-arn'],
        hookId: 'hook-POST_TEST_TRAFFIC_SHIFT',
        action: 'CONTINUE',
      },
    ])
    expect({ exitCode: second?.exitCode, ...second?.outputs }).toMatchObject({
      exitCode: 0,
      outcome: 'succeeded',
    })
    expect(second?.asked('UpdateService')).toEqual([])
  })

  test('takes it back, which is what was asked for and no success', () => {
    const [, second] = pauses('rollback')
    expect(second?.asked('ContinueServiceDeployment')).toMatchObject([{ action: 'ROLLBACK' }])
    expect(second).toMatchObject({ exitCode: 1, outputs: { outcome: 'rolled-back' } })
    expect(second?.asked('UpdateService')).toEqual([])
  })
})

test.each([
  [
    'mismatch',
    /'canary-percent' and 'canary-bake-minutes' cannot be used with the deployment strategy ROLLING/,
  ],
  ['never', /'wait-until' is 'POST_PRODUCTION_TRAFFIC_SHIFT'.*ROLLING/],
  ['rolling', /has no deployment in progress, so there is no pause to end/],
] as const)('%s: nothing is changed', (name, message) => {
  const { exitCode } = result(name)
  expect(exitCode).toBe(1)
  expect(errorsOf(result(name))).toEqual([expect.stringMatching(message)])
  expect(writesOf(result(name))).toEqual([])
})
