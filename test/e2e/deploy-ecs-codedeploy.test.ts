import { createHash } from 'node:crypto'
import { isObject, jsonIn } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { BADLY, codeDeployStep, WELL } from './deploy-ecs-codedeploy-step.ts'
import { onlyRequest, operationsOf, taskDefinitionArn } from './deploy-ecs-requests.ts'
import { type EcsStepResult, inAdvance } from './deploy-ecs-workbench.ts'

const result = inAdvance({
  generated: () => codeDeployStep(),
  file: () =>
    codeDeployStep({
      'codedeploy-appspec': 'appspec.yaml',
      'codedeploy-application': 'shop',
      'codedeploy-deployment-group': 'blue-green',
      'codedeploy-deployment-description': 'x'.repeat(600),
      'codedeploy-deployment-config': 'CodeDeployDefault.ECSAllAtOnce',
    }),
  failed: () => codeDeployStep({}, BADLY),
  unwaited: () => codeDeployStep({ 'wait-for-service-stability': 'false' }),
  incomplete: () => codeDeployStep({ 'codedeploy-appspec': 'appspec.json' }),
  nowhere: () => codeDeployStep({ 'codedeploy-application': 'none' }),
  unbalanced: () => codeDeployStep({}, WELL, { deploymentController: { type: 'CODE_DEPLOY' } }),
  unchanged: () => codeDeployStep({ 'task-definition': '' }),
  settings: () => codeDeployStep({ 'desired-count': '4' }),
})

/** The only CreateDeployment and the AppSpec in it. */
const createdBy = (step: EcsStepResult) => {
  const request = onlyRequest(step, 'CreateDeployment')
  const revision = isObject(request.revision) ? request.revision.appSpecContent : {}
  const { content, sha256 } = Object(revision)
  expect(sha256).toBe(createHash('sha256').update(content).digest('hex'))
  return { request, appSpec: jsonIn(content) }
}

describe('a service of CodeDeploy is deployed by one deployment', () => {
  test('with an AppSpec that is made from the service', () => {
    const { exitCode, outputs } = result('generated')
    const { request, appSpec } = createdBy(result('generated'))
    expect(request).toEqual({
      applicationName: 'AppECS-production-web',
      deploymentGroupName: 'DgpECS-production-web',
      revision: { revisionType: 'AppSpecContent', appSpecContent: expect.anything() },
    })
    expect(appSpec).toEqual({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: taskDefinitionArn('web:3'),
              LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 8080 },
              PlatformVersion: 'LATEST',
            },
          },
        },
      ],
    })
    expect({ exitCode, ...outputs }).toMatchObject({
      exitCode: 0,
      outcome: 'succeeded',
      changed: 'true',
      'task-definition-arn': taskDefinitionArn('web:3'),
      'codedeploy-deployment-id': 'd-000000001',
    })
    expect(operationsOf(result('generated'))).not.toContain('UpdateService')
  })

  test('with the AppSpec of a file, whose names count in any case', () => {
    const { request, appSpec } = createdBy(result('file'))
    expect(request).toMatchObject({
      applicationName: 'shop',
      deploymentGroupName: 'blue-green',
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      description: `${'x'.repeat(511)}…`,
    })
    expect(appSpec).toEqual({
      version: 0,
      resources: [
        {
          TargetService: {
            type: 'AWS::ECS::Service',
            PROPERTIES: {
              taskDefinition: taskDefinitionArn('web:3'),
              LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 8080 },
            },
          },
        },
      ],
      hooks: [{ BeforeAllowTraffic: 'arn:aws:lambda:eu-central-1:123456789012:function:check' }],
    })
  })

  test('whose end nobody waits for where that is wanted', () => {
    const { outputs, exitCode } = result('unwaited')
    expect({ exitCode, ...outputs }).toMatchObject({
      exitCode: 0,
      outcome: 'started',
      'codedeploy-deployment-id': 'd-000000001',
    })
    expect(operationsOf(result('unwaited'))).not.toContain('GetDeployment')
  })

  test('unless it runs the release already', () => {
    expect(result('unchanged')).toMatchObject({
      exitCode: 0,
      outputs: { outcome: 'unchanged', changed: 'false' },
    })
    expect(operationsOf(result('unchanged'))).toEqual([
      'DescribeServices',
      'DescribeTaskDefinition',
    ])
  })

  test('and what CodeDeploy cannot do is told', () => {
    expect(operationsOf(result('settings'))).not.toContain('UpdateService')
    expect(result('settings').log).toMatch(/::(notice|warning)::.*desired-count/)
  })
})

test('a failure is told with its cause, and that CodeDeploy went back', () => {
  const { exitCode, outputs } = result('failed')
  expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'rolled-back' })
  expect(errorsOf(result('failed'))).toEqual([
    expect.stringMatching(
      /HEALTH_CONSTRAINTS, The ECS service cannot become stable.*BeforeAllowTraffic failed/,
    ),
  ])
  expect(operationsOf(result('failed'))).not.toContain('StopDeployment')
})

test.each([
  ['incomplete', /'codedeploy-appspec' \(appspec\.json\) must include the property 'resources'/],
  ['nowhere', /no application 'none'\. Set 'codedeploy-application'/],
  ['unbalanced', /no load balancer with a container and a port.*Give 'codedeploy-appspec'/],
] as const)('%s: no deployment is created', (name, message) => {
  const { exitCode, outputs } = result(name)
  expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'failed' })
  expect(errorsOf(result(name))).toEqual([expect.stringMatching(message)])
  expect(operationsOf(result(name))).not.toContain('CreateDeployment')
})
