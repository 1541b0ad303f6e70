import type { Json } from '@ci-kit/core/json'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { imageRegistry } from './deploy-ecs-registry.ts'
import { onlyRequest, taskDefinitionArn } from './deploy-ecs-requests.ts'
import { deployed, inAdvance } from './deploy-ecs-workbench.ts'

const registry = imageRegistry('shop/web:1')

/** What ECS answers of a task definition and does not take, and values that ECS takes for mistakes. */
const ANSWERED = {
  taskDefinitionArn: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7',
  revision: 7,
  status: 'ACTIVE',
  compatibilities: ['FARGATE'],
  requiresAttributes: [{ name: 'ecs.capability.execution-role-ecr-pull' }],
  registeredAt: 1,
  registeredBy: 'someone',
  deregisteredAt: 2,
}
const EMPTY = { volumes: [], pidMode: '', ipcMode: null, runtimePlatform: {} }
const PROXY = {
  type: 'APPMESH',
  containerName: 'web',
  properties: [{ name: 'ProxyIngressPort' }],
}

const container = (members: Json): Json => ({
  name: 'web',
  image: `${registry.host()}/shop/web:1`,
  essential: true,
  ...members,
})

const fromFile = (document: Json, inputs: Readonly<Record<string, string>> = {}) =>
  deployed({
    scenario: webScenario(),
    files: { 'deploy/task.json': JSON.stringify(document) },
    inputs: { 'task-definition': 'deploy/task.json', service: 'web', ...inputs },
  })

const task = (members: Json, ofContainer: Json = {}): Json => ({
  ...webTask('c'),
  containerDefinitions: [container(ofContainer)],
  ...members,
})
const result = inAdvance({
  plain: () => fromFile(webTask('c')),
  empty: () =>
    fromFile(
      task(
        { ...ANSWERED, ...EMPTY, proxyConfiguration: PROXY },
        {
          command: [],
          environment: [{ name: 'NONE', value: '' }],
          links: null,
          workingDirectory: '',
        },
      ),
    ),
  kept: () =>
    fromFile(task({ ...EMPTY }, { command: [], links: [] }), {
      'keep-null-value-keys': 'command, volumes',
    }),
  unknown: () => fromFile(task({ fooBar: { deep: [1, { x: 'y' }] } }, { newKey: 'kept' })),
})

describe('the task definition is registered as it is written', () => {
  test('and the service gets exactly that revision', () => {
    const { asked, outputs, exitCode, documents } = result('plain')
    expect(exitCode).toBe(0)
    expect(asked('RegisterTaskDefinition')).toEqual([webTask('c')])
    expect(documents).toEqual([webTask('c')])
    expect(asked('UpdateService')).toEqual([
      {
        cluster: 'production',
        service: expect.stringMatching(/:service\/production\/web$/),
        taskDefinition: taskDefinitionArn('web:3'),
      },
    ])
    expect(outputs).toMatchObject({
      outcome: 'succeeded',
      changed: 'true',
      'task-definition-arn': taskDefinitionArn('web:3'),
      'previous-task-definition-arn': taskDefinitionArn('web:2'),
    })
    expect(outputs['service-deployment-arn']).toMatch(/:service-deployment\/production\/web\//)
  })

  test('but for what only ECS writes and for empty values', () => {
    const registered = onlyRequest(result('empty'), 'RegisterTaskDefinition')
    expect(registered).toEqual(
      task(
        { proxyConfiguration: { ...PROXY, properties: [{ name: 'ProxyIngressPort', value: '' }] } },
        { image: registry.pinned('shop/web', '1'), environment: [{ name: 'NONE', value: '' }] },
      ),
    )
  })

  test('and empty values stay that were asked to', () => {
    const { volumes, pidMode, containerDefinitions } = onlyRequest(
      result('kept'),
      'RegisterTaskDefinition',
    )
    expect({ volumes, pidMode }).toEqual({ volumes: [], pidMode: undefined })
    expect(containerDefinitions).toEqual([
      container({ image: registry.pinned('shop/web', '1'), command: [] }),
    ])
  })

  test('with members that the model does not know', () => {
    const { unknownMembers, exitCode } = result('unknown')
    expect(onlyRequest(result('unknown'), 'RegisterTaskDefinition')).toMatchObject({
      fooBar: { deep: [1, { x: 'y' }] },
      containerDefinitions: [{ newKey: 'kept' }],
    })
    expect(unknownMembers.toSorted()).toEqual([
      'RegisterTaskDefinition: containerDefinitions[0].newKey',
      'RegisterTaskDefinition: fooBar',
    ])
    expect(exitCode).toBe(0)
  })
})

test.each(['empty', 'kept', 'unknown'] as const)(
  '%s: every image is registered by digest',
  (name) => {
    const images = [onlyRequest(result(name), 'RegisterTaskDefinition').containerDefinitions].flat()
    expect(images.map((each) => Object(each).image)).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\d+\/shop\/web@sha256:[0-9a-f]{64}$/),
    ])
  },
)
