import { isObject } from '@ci-kit/core/json'
import { generatedAppSpec } from '@ci-kit/deploy-ecs/codedeploy/appspec'
import { appSpecFromFile } from '@ci-kit/deploy-ecs/codedeploy/appspec-file'
import { describe, expect, test } from '@jest/globals'
import { aService, revision } from '../../ecs/services/a-service.ts'

const ORIGIN = "Input 'codedeploy-appspec' (file 'appspec.yaml')"
const BALANCER = { targetGroupArn: undefined, containerName: 'app', containerPort: 8080 }

const appSpec = (properties: object) => ({
  version: 0,
  Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: properties } }],
})

describe('an AppSpec made from the service', () => {
  test('names container and port, and keeps the platform version', () => {
    const service = aService({
      loadBalancers: [{ ...BALANCER, containerName: undefined }, BALANCER],
      document: { platformVersion: '1.4.0' },
    })
    expect(generatedAppSpec(service, { taskDefinition: revision(2) })).toEqual(
      appSpec({
        TaskDefinition: revision(2),
        LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
        PlatformVersion: '1.4.0',
      }),
    )
  })

  test('takes what only the primary task set tells', () => {
    const taskSets = [
      { status: 'ACTIVE', loadBalancers: [{ containerName: 'no', containerPort: 1 }] },
      {
        status: 'PRIMARY',
        platformVersion: 'LATEST',
        loadBalancers: [{ containerName: 'app', containerPort: 80 }],
      },
    ]
    const service = aService({ document: { taskSets } })
    expect(generatedAppSpec(service, { taskDefinition: revision(2) })).toEqual(
      appSpec({
        TaskDefinition: revision(2),
        LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 80 },
        PlatformVersion: 'LATEST',
      }),
    )
  })

  test('has network and capacity only when they are asked for', () => {
    const networkConfiguration = {
      awsvpcConfiguration: { subnets: ['subnet-a'], assignPublicIp: 'ENABLED' },
    }
    const asked = {
      taskDefinition: revision(2),
      networkConfiguration,
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
      platformVersion: '1.3.0',
    }
    expect(generatedAppSpec(aService({ loadBalancers: [BALANCER] }), asked)).toEqual(
      appSpec({
        TaskDefinition: revision(2),
        LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
        PlatformVersion: '1.3.0',
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: ['subnet-a'], AssignPublicIp: 'ENABLED' },
        },
        CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
      }),
    )
  })

  test('cannot be made without a load balancer', () => {
    const make = () => generatedAppSpec(aService(), { taskDefinition: revision(2) })
    expect(make).toThrow("Service 'web' has no load balancer")
    expect(make).toThrow("Give 'codedeploy-appspec'")
  })
})

describe('an AppSpec from a file', () => {
  const YAML = `version: 0.0
resources:
  - TargetService:
      type: AWS::ECS::Service
      properties:
        taskDefinition: <TASK_DEFINITION>
        loadBalancerInfo: { containerName: app, containerPort: 80 }
`
  const JSON_TEXT = `{ "version": 0.0, "RESOURCES": [ { "TargetService": { "Type": "AWS::ECS::Service",
    "PROPERTIES": { "TaskDEFINITION": "x", "Other": [1] } } } ], "Hooks": [] }`

  test('in YAML gets the task definition', () => {
    const resource = {
      type: 'AWS::ECS::Service',
      properties: {
        taskDefinition: revision(2),
        loadBalancerInfo: { containerName: 'app', containerPort: 80 },
      },
    }
    expect(appSpecFromFile(YAML, ORIGIN, revision(2))).toEqual({
      version: 0,
      resources: [{ TargetService: resource }],
    })
  })

  test('in JSON with names in any case gets it too, and loses nothing (case 16)', () => {
    const properties = { TaskDEFINITION: revision(2), Other: [1] }
    expect(appSpecFromFile(JSON_TEXT, ORIGIN, revision(2))).toEqual({
      version: 0,
      RESOURCES: [{ TargetService: { Type: 'AWS::ECS::Service', PROPERTIES: properties } }],
      Hooks: [],
    })
  })

  test('puts it into every resource', () => {
    const text = JSON.stringify({
      resources: [
        { A: { properties: { taskDefinition: 'x' } }, B: { properties: { taskDefinition: 'y' } } },
        { C: { properties: { taskDefinition: 'z' } } },
      ],
    })
    const { resources } = appSpecFromFile(text, ORIGIN, 'T')
    const list = Array.isArray(resources) ? resources.filter(isObject) : []
    expect(list.flatMap((each) => Object.entries(each))).toEqual(
      ['A', 'B', 'C'].map((name) => [name, { properties: { taskDefinition: 'T' } }]),
    )
  })

  test.each([
    ['nothing', '', "'resources'"],
    ['a list', '[]', "'resources'"],
    ['no resources (case 17)', 'version: 0.0', "'resources'"],
    ['resources that are no list', 'resources: 1', "'resources'"],
    ['no resource', 'resources: []', "'resources' with a resource"],
    ['a resource that is a text', 'resources: [x]', 'objects as resources'],
    ['no properties', 'resources: [{ Web: { type: x } }]', "'properties' in 'Web'"],
    ['no task definition', 'resources: [{ Web: { properties: {} } }]', "'taskDefinition' in 'Web'"],
  ])('with %s is refused', (_, text, words) => {
    const read = () => appSpecFromFile(text, ORIGIN, revision(2))
    expect(read).toThrow(ORIGIN)
    expect(read).toThrow(words)
  })
})
