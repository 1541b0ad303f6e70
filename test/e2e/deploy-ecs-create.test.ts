import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { onlyRequest, serviceArn, taskDefinitionArn, writesOf } from './deploy-ecs-requests.ts'
import { deployed, inAdvance } from './deploy-ecs-workbench.ts'

const files = {
  'task.json': JSON.stringify(webTask('c')),
  'service.yaml':
    'desiredCount: 2\nnetworkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }\nfooBar: kept\n',
}

const CREATE =
  'desiredCount: 2\nlaunchType: FARGATE\nnetworkConfiguration:\n  awsvpcConfiguration: { subnets: [subnet-1] }\n'

const step = (inputs: Readonly<Record<string, string>>) =>
  deployed({
    scenario: webScenario(),
    files,
    inputs: { service: 'fresh', 'task-definition': 'task.json', preflight: 'false', ...inputs },
  })

const result = inAdvance({
  created: () => step({ create: CREATE, 'circuit-breaker': 'rollback' }),
  createdByFile: () => step({ create: 'service.yaml', 'desired-count': '1' }),
  existing: () => step({ service: 'web', create: CREATE }),
  incomplete: () => step({ create: 'desiredCount: 1\n' }),
  foreign: () => step({ create: `${CREATE}serviceName: other\n` }),
})

describe('a service that is not there', () => {
  test('is created by the members that are given', () => {
    const { asked, exitCode, outputs } = result('created')
    const [{ clientToken, ...created } = {}, ...more] = asked('CreateService')
    expect(more).toEqual([])
    expect(created).toEqual({
      cluster: 'production',
      serviceName: 'fresh',
      taskDefinition: taskDefinitionArn('web:3'),
      desiredCount: 2,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    })
    expect({ exitCode, ...outputs }).toMatchObject({
      exitCode: 0,
      outcome: 'succeeded',
      changed: 'true',
      'previous-task-definition-arn': '',
    })
    expect(asked('UpdateService')).toEqual([])
  })

  test('is created by a file, and members that nobody knows are sent', () => {
    const { asked, unknownMembers } = result('createdByFile')
    expect(asked('CreateService')).toEqual([
      expect.objectContaining({ serviceName: 'fresh', desiredCount: 1, fooBar: 'kept' }),
    ])
    expect(unknownMembers).toEqual(['CreateService: fooBar'])
    expect(result('createdByFile').outputs.outcome).toBe('succeeded')
  })

  test('and one that is there is updated all the same', () => {
    expect(onlyRequest(result('existing'), 'UpdateService')).toEqual({
      cluster: 'production',
      service: serviceArn('web'),
      taskDefinition: taskDefinitionArn('web:3'),
    })
    expect(result('existing').asked('CreateService')).toEqual([])
  })
})

test.each([
  ['incomplete', /'fresh' cannot be created from 'create'.*needs subnets/],
  ['foreign', /'fresh' cannot be created from 'create': its serviceName is "other"/],
] as const)('%s: nothing is changed', (name, message) => {
  const { exitCode } = result(name)
  expect(exitCode).toBe(1)
  expect(errorsOf(result(name))).toEqual([expect.stringMatching(message)])
  expect(writesOf(result(name))).toEqual([])
})
