import type { Json } from '@ci-kit/core/json'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { imageRegistry } from './deploy-ecs-registry.ts'
import { onlyRequest, taskDefinitionArn } from './deploy-ecs-requests.ts'
import { deployed, inAdvance } from './deploy-ecs-workbench.ts'

const registry = imageRegistry('shop/web:1', 'shop/web:2', 'shop/proxy:3')

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

const TWO = () => ({
  ...webTask('c'),
  tags: [{ key: 'team', value: 'shop' }],
  containerDefinitions: [
    container({
      environment: [
        { name: 'STAGE', value: 'test' },
        { name: 'OLD', value: '1' },
      ],
    }),
    { name: 'proxy', image: `${registry.host()}/shop/proxy:3`, essential: false },
  ],
})

const result = inAdvance({
  running: () =>
    deployed({
      scenario: webScenario(),
      inputs: { service: 'web', 'container-name': 'web', image: `${registry.host()}/shop/web:2` },
    }),
  family: () =>
    deployed({
      scenario: webScenario(),
      inputs: { service: 'web', 'task-definition-family': 'web', 'task-definition-revision': '1' },
    }),
  arn: () =>
    deployed({
      scenario: webScenario(),
      inputs: {
        'task-definition-arn': taskDefinitionArn('web:1'),
        'container-name': 'web',
        'environment-variables': 'STAGE=test',
      },
    }),
  both: () =>
    fromFile(TWO(), { 'container-name': 'web,proxy', image: `${registry.host()}/shop/web:2` }),
  exclusive: () =>
    fromFile(TWO(), {
      images: `proxy=${registry.host()}/shop/proxy:3`,
      'container-name': 'web',
      'environment-variables': 'STAGE=production\n-*',
      secrets: 'TOKEN=arn:aws:ssm:eu-central-1:123456789012:parameter/token',
      'docker-labels': 'team=shop',
      command: 'serve --port 8080',
      'log-configuration-log-driver': 'awslogs',
      'log-configuration-options':
        'awslogs-group=/shop/web\nawslogs-region=eu-central-1\nawslogs-stream-prefix=web',
      cpu: '.5 vCPU',
      memory: '1 GB',
      preflight: 'false',
    }),
})

describe('the task definition can come from ECS', () => {
  test('as the service runs it, with another image, by digest', () => {
    const image = registry.pinned('shop/web', '2')
    const [first] = [webTask('b').containerDefinitions].flat()
    expect(onlyRequest(result('running'), 'RegisterTaskDefinition')).toEqual({
      ...webTask('b'),
      containerDefinitions: [{ ...Object(first), image }],
      placementConstraints: [],
      volumes: [],
    })
    expect(JSON.parse(result('running').outputs.digests ?? '')).toEqual({ web: { web: image } })
    expect(result('running').outputs.images).toBe(image)
  })

  test('by family and revision, where nothing is registered again', () => {
    const { asked, outputs } = result('family')
    expect(asked('DescribeTaskDefinition')).toContainEqual({
      taskDefinition: 'web:1',
      include: ['TAGS'],
    })
    expect(outputs).toMatchObject({ outcome: 'succeeded' })
    expect(asked('UpdateService')).toEqual([
      expect.objectContaining({ taskDefinition: outputs['task-definition-arn'] }),
    ])
  })

  test('by ARN', () => {
    expect(onlyRequest(result('arn'), 'RegisterTaskDefinition')).toMatchObject({
      containerDefinitions: [
        {
          image: expect.stringContaining(`@sha256:${'a'.repeat(64)}`),
          environment: [{ name: 'STAGE', value: 'test' }],
        },
      ],
    })
  })
})

describe('containers are changed by name', () => {
  test('both get the image, and the tags stay', () => {
    const image = registry.pinned('shop/web', '2')
    expect(onlyRequest(result('both'), 'RegisterTaskDefinition')).toMatchObject({
      tags: [{ key: 'team', value: 'shop' }],
      containerDefinitions: [
        { name: 'web', image },
        { name: 'proxy', image },
      ],
    })
  })

  test('variables that are not named go, and everything else is set as asked', () => {
    const registered = onlyRequest(result('exclusive'), 'RegisterTaskDefinition')
    expect(registered).toMatchObject({ cpu: '.5 vCPU', memory: '1 GB' })
    expect(registered.containerDefinitions).toEqual([
      container({
        image: registry.pinned('shop/web', '1'),
        environment: [{ name: 'STAGE', value: 'production' }],
        secrets: [
          { name: 'TOKEN', valueFrom: 'arn:aws:ssm:eu-central-1:123456789012:parameter/token' },
        ],
        dockerLabels: { team: 'shop' },
        command: ['serve', '--port', '8080'],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': '/shop/web',
            'awslogs-region': 'eu-central-1',
            'awslogs-stream-prefix': 'web',
          },
        },
      }),
      { name: 'proxy', image: registry.pinned('shop/proxy', '3'), essential: false },
    ])
  })
})
