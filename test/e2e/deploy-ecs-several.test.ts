import type { Json } from '@ci-kit/core/json'
import { breaking } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { inTurn, ok, type Rollout } from '@ci-kit/local-aws/ecs/rollouts'
import { type Scenario, type SeededService, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { deployed, type EcsStepResult, inAdvance } from './deploy-ecs-workbench.ts'

const HOUR = 3_600_000
const arn = (name: string) => `arn:aws:ecs:eu-central-1:123456789012:task-definition/${name}`
const serviceArn = (name: string) =>
  `arn:aws:ecs:eu-central-1:123456789012:service/production/${name}`

const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: true } }

const running = (name: string, taskDefinition: string): SeededService => ({
  name,
  history: [{ taskDefinition, age: HOUR }],
  settings: { deploymentConfiguration: BREAKER },
})

/** `web` and `worker` run the same task definition, `api` its own. */
const shop = (rollouts: Readonly<Record<string, Rollout>> = {}): Scenario => ({
  taskDefinitions: [{ document: webTask('a') }, { document: { ...webTask('b'), family: 'api' } }],
  services: [running('web', 'web:1'), running('worker', 'web:1'), running('api', 'api:1')],
  rollout: ({ service, nth }) => inTurn(rollouts[service] ?? ok(), ok())({ nth }),
})

const files = {
  'web.json': JSON.stringify(webTask('c')),
  'api.yml': JSON.stringify({ ...webTask('d'), family: 'api' }),
}

const step = (services: string, scenario = shop(), inputs: Readonly<Record<string, string>> = {}) =>
  deployed({ scenario, files, inputs: { services, preflight: 'false', ...inputs } })

const ALL = `
web: { task-definition: web.json, needs: api, desired-count: 3 }
worker: { task-definition: web.json }
api:
  task-definition: api.yml
`

const result = inAdvance({
  together: () => step(ALL),
  partly: () => step('web: { task-definition: web.json }\napi:'),
  needed: () =>
    step(ALL, shop({ api: breaking(undefined, { every: 1_000, takes: 4_000 }) }), {
      'fail-fast': 'false',
    }),
  rolledBack: () =>
    step(ALL, shop({ web: breaking(undefined, { every: 1_000, takes: 4_000 }) }), {
      'fail-fast': 'false',
    }),
  left: () =>
    step(ALL, shop({ web: breaking(undefined, { every: 1_000, takes: 4_000 }) }), {
      'fail-fast': 'false',
      'on-failure': 'leave',
    }),
  circle: () => step('web: { task-definition: web.json, needs: [api] }\napi: { needs: web }'),
  unknown: () => step('web: { task-definition: web.json, needs: [db] }'),
  typo: () => step('web: { task-definitions: web.json }'),
  both: () => step('web:', shop(), { service: 'web' }),
})

/** Names of services and task definitions in the order of the updates. */
const updates = ({ asked }: EcsStepResult): readonly string[] =>
  asked('UpdateService').map(
    ({ service, taskDefinition }) =>
      `${String(service).split('/').at(-1)} ${String(taskDefinition).split('/').at(-1)}`,
  )

const lines = (text = ''): readonly string[] => text.split('\n')

const resultsOf = ({ outputs }: EcsStepResult): Json => JSON.parse(outputs.results ?? '')

test('several services take one registration for each task definition and one update each, in the order of needs', () => {
  const { exitCode, outputs, asked, requests } = result('together')
  expect(exitCode).toBe(0)
  expect(asked('RegisterTaskDefinition').map(({ family }) => family)).toEqual(['web', 'api'])
  expect(updates(result('together'))).toEqual(['worker web:2', 'api api:2', 'web web:2'])
  expect(asked('UpdateService')).toContainEqual({
    cluster: 'production',
    service: serviceArn('web'),
    taskDefinition: arn('web:2'),
    desiredCount: 3,
  })
  expect(asked('UpdateService')).toContainEqual({
    cluster: 'production',
    service: serviceArn('api'),
    taskDefinition: arn('api:2'),
  })
  expect(asked('DescribeServices')[0]).toEqual({
    cluster: 'production',
    services: ['web', 'worker', 'api'],
  })
  expect(outputs.outcome).toBe('succeeded')
  expect(lines(outputs['task-definition-arn'])).toEqual([arn('web:2'), arn('web:2'), arn('api:2')])
  expect(lines(outputs['previous-task-definition-arn'])).toEqual([
    arn('web:1'),
    arn('web:1'),
    arn('api:1'),
  ])
  expect(lines(outputs['service-deployment-arn'])).toEqual(
    ['web', 'worker', 'api'].map((name) =>
      expect.stringContaining(`:service-deployment/production/${name}/`),
    ),
  )
  expect(result('together').documents).toHaveLength(3)
  const polls = requests.filter(({ operation }) => operation === 'DescribeServiceDeployments')
  expect(polls.some(({ input }) => [input.serviceDeploymentArns].flat().length === 2)).toBe(true)
})

test('those that run their release already are not touched', () => {
  expect(updates(result('partly'))).toEqual(['web web:2'])
  expect(resultsOf(result('partly'))).toMatchObject({
    web: { outcome: 'succeeded' },
    api: { outcome: 'unchanged' },
  })
  expect(result('partly').outputs).toMatchObject({ outcome: 'succeeded', changed: 'true' })
})

describe('when one of them fails', () => {
  test('those that need it are not begun, and those that had succeeded go back', () => {
    const { exitCode, outputs } = result('needed')
    expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'rolled-back' })
    expect(updates(result('needed')).filter((each) => each.startsWith('web '))).toEqual([])
    expect(resultsOf(result('needed'))).toMatchObject({
      api: { outcome: 'rolled-back' },
      web: { outcome: 'not-started' },
      worker: { outcome: 'rolled-back' },
    })
    expect(errorsOf(result('needed'))).toEqual([
      expect.stringMatching(/api was rolled back.*circuit breaker/),
    ])
  })

  test('all that the step had deployed goes back', () => {
    const { exitCode, outputs, log } = result('rolledBack')
    expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'rolled-back' })
    expect(resultsOf(result('rolledBack'))).toMatchObject({
      api: { outcome: 'rolled-back' },
      web: { outcome: 'rolled-back' },
      worker: { outcome: 'rolled-back' },
    })
    expect(updates(result('rolledBack')).filter((each) => each.startsWith('web '))).toEqual([
      'web web:2',
    ])
    expect(updates(result('rolledBack'))).toEqual(
      expect.arrayContaining(['api api:1', 'worker web:1']),
    )
    expect(log).toContain(
      `Service 'api' goes back to ${arn('api:1')}, because 'web' did not succeed`,
    )
  })

  test('nothing else goes back where the author wants it so', () => {
    const { exitCode } = result('left')
    expect(exitCode).toBe(1)
    expect(updates(result('left'))).toEqual(['worker web:2', 'api api:2', 'web web:2'])
    expect(resultsOf(result('left'))).toMatchObject({
      api: { outcome: 'succeeded' },
      web: { outcome: 'rolled-back' },
    })
  })
})

test.each([
  ['circle', /in a circle: 'web' needs 'api' needs 'web'/],
  ['unknown', /'web' needs 'db', which this step does not deploy/],
  ['typo', /'services', 'web', has 'task-definitions', which is no setting of a service/],
  ['both', /'service' and 'services' are both set/],
] as const)('%s: nothing is changed', (name, message) => {
  expect(result(name).exitCode).toBe(1)
  expect(errorsOf(result(name))).toEqual([expect.stringMatching(message)])
  expect(
    result(name).requests.filter(({ operation }) => !/^(Describe|List|Get)/.test(operation)),
  ).toEqual([])
})
