import type { Json } from '@ci-kit/core/json'
import { breaking } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { superseded } from '@ci-kit/local-aws/ecs/rollouts'
import { accessDenied } from '@ci-kit/local-aws/faults'
import { type Scenario, webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { AwsFault } from '@ci-kit/local-aws/service-handler'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { deployed, inAdvance } from './deploy-ecs-workbench.ts'

const files = {
  'task.json': JSON.stringify(webTask('c')),
  'odd.json': '{"family":"web","containerDefinitions":{}}',
}

const step = (inputs: Readonly<Record<string, string>>, scenario: Scenario = webScenario()) =>
  deployed({
    scenario,
    files,
    inputs: { service: 'web', 'task-definition': 'task.json', ...inputs },
  })

const withService = (settings: Json) => step({}, webScenario({ service: { settings } }))

const refused = new AwsFault(
  'ClientException',
  'Fargate requires task definition to have execution role ARN.',
)

/** Refused before anything is changed: the step, and what its error says. */
const BEFORE = {
  'a service that is missing': [
    () => step({ service: 'api' }),
    /:service\/production\/api is MISSING: the cluster has no such service\. Check the inputs 'service', 'cluster'/,
  ],
  'a service that was deleted': [
    () => withService({ status: 'INACTIVE' }),
    /:service\/production\/web is INACTIVE: it was deleted\. Give 'create'/,
  ],
  'a service of another controller': [
    () => withService({ deploymentController: { type: 'EXTERNAL' } }),
    /controller EXTERNAL, which is unsupported/,
  ],
  'an Express service': [
    () => withService({ resourceManagementType: 'ECS' }),
    /Express service.*UpdateExpressGatewayService/,
  ],
  'a count for a daemon': [
    () =>
      step(
        { 'desired-count': '10' },
        webScenario({ service: { settings: { schedulingStrategy: 'DAEMON' } } }),
      ),
    /one task on each instance \(DAEMON\).*10.*Leave 'desired-count' out/,
  ],
  'another cluster': [() => step({ cluster: 'staging' }), /ClusterNotFoundException/],
  'a container that is not there': [
    () => step({ images: `api=127.0.0.1:1/api@sha256:${'e'.repeat(64)}` }),
    /container 'api'.*web/,
  ],
  'no list of containers': [
    () => step({ 'task-definition': 'odd.json' }),
    /'odd\.json'.*containerDefinitions/,
  ],
  'no such file': [() => step({ 'task-definition': 'none.json' }), /'task-definition'.*none\.json/],
  'a variable without =': [
    () => step({ 'container-name': 'web', 'environment-variables': 'STAGE' }),
    /'environment-variables', line 1: 'STAGE'.*KEY=value/,
  ],
  'a revision without a family': [
    () => step({ 'task-definition': '', 'task-definition-revision': '4' }),
    /'task-definition-revision' is set, and 'task-definition-family' is not/,
  ],
  'an image that the registry does not have': [
    () => step({ images: 'web=127.0.0.1:1/shop/web:9' }),
    /the digest of image '127\.0\.0\.1:1\/shop\/web:9' is not known/,
  ],
} as const satisfies Readonly<Record<string, readonly [() => ReturnType<typeof step>, RegExp]>>

type Refusal = keyof typeof BEFORE
const REFUSALS = Object.keys(BEFORE).filter((name): name is Refusal => Object.hasOwn(BEFORE, name))

const refusal = inAdvance(Object.fromEntries(REFUSALS.map((name) => [name, BEFORE[name][0]])))

const result = inAdvance({
  register: () =>
    step({}, webScenario({ faults: [{ operation: 'RegisterTaskDefinition', answer: refused }] })),
  update: () =>
    step(
      {},
      webScenario({
        faults: [
          accessDenied(
            'UpdateService',
            'arn:aws:ecs:eu-central-1:123456789012:service/production/web',
          ),
        ],
      }),
    ),
  failed: () =>
    step(
      { 'fail-fast': 'false' },
      webScenario({
        rollout: () => breaking(undefined, { every: 2_000 }),
        faults: [accessDenied('ListServiceDeployments')],
        service: {
          settings: {
            deploymentConfiguration: {
              deploymentCircuitBreaker: { enable: true, rollback: false },
            },
          },
        },
      }),
    ),
  gone: () =>
    step(
      {},
      webScenario({
        rollout: ({ nth }) =>
          nth === 0 ? superseded(5_000, { taskDefinition: 'web:1' }) : () => [],
        faults: [accessDenied('ListServiceDeployments')],
      }),
    ),
})

describe('nothing is changed for', () => {
  test.each(REFUSALS)('%s', (name) => {
    const { exitCode, requests, outputs } = refusal(name)
    const errors = errorsOf(refusal(name))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(BEFORE[name][1])
    expect({ exitCode, outcome: outputs.outcome, changed: outputs.changed }).toEqual({
      exitCode: 1,
      outcome: 'failed',
      changed: 'false',
    })
    const writes = requests.filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))
    expect(writes).toEqual([])
  })
})

test('what ECS refuses to register is told once, and no service is touched', () => {
  const { exitCode, asked, log } = result('register')
  expect(exitCode).toBe(1)
  expect(asked('RegisterTaskDefinition')).toHaveLength(1)
  expect(asked('UpdateService')).toEqual([])
  expect(errorsOf(result('register'))).toEqual([expect.stringContaining(refused.message)])
  expect(log.split(refused.message)).toHaveLength(2)
})

test('a missing permission is named, and asked for once', () => {
  const { exitCode, asked, outputs } = result('update')
  expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'failed' })
  expect(asked('UpdateService')).toHaveLength(1)
  expect(errorsOf(result('update'))).toEqual([expect.stringContaining('ecs:UpdateService')])
})

test('without the permission to see service deployments, a failed rollout fails the step with its reason', () => {
  const { exitCode, outputs, log, asked } = result('failed')
  expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'failed' })
  expect(errorsOf(result('failed'))).toEqual([expect.stringContaining('tasks failed to start')])
  expect(log.match(/::notice::.*ecs:ListServiceDeployments/g)).toHaveLength(1)
  expect(asked('UpdateService').length).toBeGreaterThan(0)
})

test('without it, a rollout that somebody else has replaced is no success', () => {
  const { exitCode, outputs } = result('gone')
  expect(exitCode).toBe(1)
  expect(['superseded', 'failed']).toContain(outputs.outcome)
})
