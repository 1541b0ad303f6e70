import { breaking, failing } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { ok } from '@ci-kit/local-aws/ecs/rollouts'
import { crashed, imageMissing } from '@ci-kit/local-aws/ecs/task-ends'
import {
  accessDenied,
  concurrentRegistration,
  type Fault,
  serverError,
  stopConflict,
  throttled,
} from '@ci-kit/local-aws/faults'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { AwsFault } from '@ci-kit/local-aws/service-handler'
import { describe, expect, test } from '@jest/globals'
import { attempt, everyLog, LOGGING, writesOf } from './deploy-ecs-trial.ts'
import { inAdvance } from './deploy-ecs-workbench.ts'

/* AWS that refuses, fails or says nothing: never green by mistake, and told in words that help. */

const faulty = (...faults: readonly Fault[]) => webScenario({ rollout: () => ok(120_000), faults })

const settings = {
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
}

const broken = (...faults: readonly Fault[]) =>
  webScenario({ rollout: () => breaking(crashed(1)), faults, service: { settings } })

const hopeless = (...faults: readonly Fault[]) =>
  webScenario({ rollout: () => failing(imageMissing('docker.io/org/web:1')), faults })

const expired = (operation: string, after = 0): Fault => ({
  operation,
  after,
  answer: new AwsFault('ExpiredTokenException', 'The security token has expired'),
})

const NO_KEYS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }

const LISTS = [
  'ListServiceDeployments',
  'DescribeServiceDeployments',
  'DescribeServiceRevisions',
] as const
const FIRST = ['DescribeServices', 'DescribeTaskDefinition', 'RegisterTaskDefinition'] as const

const denied = (operation: string) => attempt({ scenario: faulty(accessDenied(operation)) })

const of = inAdvance({
  DescribeServices: () => denied('DescribeServices'),
  DescribeTaskDefinition: () => denied('DescribeTaskDefinition'),
  RegisterTaskDefinition: () => denied('RegisterTaskDefinition'),
  UpdateService: () => denied('UpdateService'),
  ListServiceDeployments: () => denied('ListServiceDeployments'),
  DescribeServiceDeployments: () => denied('DescribeServiceDeployments'),
  DescribeServiceRevisions: () => denied('DescribeServiceRevisions'),
  'ListServiceDeployments and the breaker': () =>
    attempt({ scenario: broken(accessDenied('ListServiceDeployments')) }),
  'DescribeServices in the wait': () =>
    attempt({
      scenario: faulty({ ...accessDenied('DescribeServices'), after: 1 }),
      inputs: { 'on-failure': 'leave' },
    }),
  'ListTasks and the breaker': () => attempt({ scenario: broken(accessDenied('ListTasks')) }),
  'GetLogEvents and the breaker': () =>
    attempt({
      scenario: broken(accessDenied('GetLogEvents', '*', 'logs')),
      services: () => ({ logs: everyLog('secret') }),
      inputs: LOGGING,
    }),
  StopServiceDeployment: () =>
    attempt({ scenario: hopeless(accessDenied('StopServiceDeployment')) }),
  'stop conflict': () =>
    attempt({
      scenario: hopeless(stopConflict),
      haste: 30,
      inputs: { 'wait-for-minutes': '1', 'on-failure': 'rollback' },
    }),
  throttled: () =>
    attempt({ scenario: faulty(throttled('DescribeServices', 1), throttled('UpdateService', 1)) }),
  'failing for a while': () =>
    attempt({
      scenario: faulty(
        serverError('DescribeServices', 1),
        serverError('DescribeServiceDeployments', 1),
      ),
    }),
  'an update without an answer': () =>
    attempt({ scenario: faulty(serverError('UpdateService', 1)) }),
  'concurrent registration': () => attempt({ scenario: faulty(concurrentRegistration(1)) }),
  'expired at first': () => attempt({ scenario: faulty(expired('DescribeServices')) }),
  'expired in the wait': () =>
    attempt({
      scenario: faulty(expired('DescribeServiceDeployments', 1), expired('StopServiceDeployment')),
    }),
  'no credentials': () => attempt({ scenario: faulty(), env: NO_KEYS }),
  'no region': () => attempt({ scenario: faulty(), env: { AWS_REGION: '' } }),
  'no network': () =>
    attempt({
      scenario: faulty(),
      env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      inputs: { 'max-retries': '0' },
    }),
})

describe('without the permission for', () => {
  test.each(FIRST)('%s nothing is deployed, and the statement is shown', (operation) => {
    const { exitCode, outputs, errors } = of(operation)
    expect([exitCode, outputs.outcome]).toEqual([1, 'failed'])
    expect(errors).toEqual([expect.stringContaining(`"Action":"ecs:${operation}"`)])
    expect(of(operation).count('UpdateService')).toBe(0)
  })

  test('UpdateService it is tried once', () => {
    expect(of('UpdateService').errors).toEqual([expect.stringContaining('ecs:UpdateService')])
    expect(of('UpdateService').count('UpdateService')).toBe(1)
  })

  test.each(LISTS)('%s it is judged by the service, with one notice', (operation) => {
    const { exitCode, outputs, notices, count } = of(operation)
    expect([exitCode, outputs.outcome]).toEqual([0, 'succeeded'])
    expect(notices).toEqual([expect.stringContaining(`ecs:${operation}`)])
    expect(count(operation)).toBeLessThanOrEqual(2)
  })

  test('ListServiceDeployments a rollback is no success', () => {
    const { exitCode, outputs, errors } = of('ListServiceDeployments and the breaker')
    expect([exitCode, outputs.outcome]).toEqual([1, 'rolled-back'])
    expect(errors[0]).toContain('web was rolled back by ECS')
  })

  test('DescribeServices in the wait it ends with the first look', () => {
    const { exitCode, outputs, errors, count } = of('DescribeServices in the wait')
    expect([exitCode, outputs.outcome]).toEqual([1, 'failed'])
    expect(errors[0]).toMatch(/can no longer be watched, and may still run.*ecs:DescribeServices/)
    expect(count('DescribeServices')).toBe(2)
  })

  test('ListTasks the causes are found by the events, and the gap is told', () => {
    const { outputs, summary } = of('ListTasks and the breaker')
    expect(outputs.outcome).toBe('rolled-back')
    expect(summary).toContain('ecs:ListTasks')
    expect(summary).toContain('EssentialContainerExited')
  })

  test('GetLogEvents the cause comes without lines, and the gap is told', () => {
    const { outputs, summary } = of('GetLogEvents and the breaker')
    expect(outputs.outcome).toBe('rolled-back')
    expect(summary).toContain('logs:GetLogEvents')
  })

  test('StopServiceDeployment a hopeless deployment is red, and not said to be rolled back', () => {
    const { outputs, errors } = of('StopServiceDeployment')
    expect(outputs.outcome).toBe('failed')
    expect(errors[0]).toContain('ecs:StopServiceDeployment')
    expect(errors[0]).toContain('CannotPullContainerError')
  })
})

test('a deployment that ECS calls over when it is stopped is watched on, and not green', () => {
  const { exitCode, outputs, errors } = of('stop conflict')
  expect([exitCode, outputs.outcome]).toEqual([1, 'failed'])
  expect(errors[0]).toContain('0 of 2 new tasks run.')
})

describe('what passes', () => {
  test.each(['throttled', 'failing for a while', 'concurrent registration'] as const)(
    '%s: is waited for',
    (name) => {
      const { exitCode, outputs, errors, requests } = of(name)
      expect([exitCode, outputs.outcome, errors]).toEqual([0, 'succeeded', []])
      const sent = writesOf({ requests })
      expect(sent.filter((write) => write === 'UpdateService')).toHaveLength(
        name === 'throttled' ? 2 : 1,
      )
    },
  )

  test('an update whose answer is lost is not sent again', () => {
    const { exitCode, count, errors } = of('an update without an answer')
    expect(exitCode).toBe(1)
    expect(count('UpdateService')).toBe(1)
    expect(errors[0]).toContain('AWS answered 500 to ecs:UpdateService')
  })
})

describe('the job', () => {
  test.each([
    ['expired at first', /session of the job's credentials has expired.*role-duration-seconds/],
    ['expired in the wait', /can no longer be watched.*credentials has expired/],
    ['no credentials', /has no AWS credentials.*configure-aws-credentials/],
    ['no region', /no usable AWS region.*'aws-region'/],
    ['no network', /no answer to ecs:DescribeServices.*ECONNREFUSED/i],
  ] as const)('%s: is told what to do', (name, words) => {
    const { exitCode, outputs, errors } = of(name)
    expect([exitCode, outputs.outcome]).toEqual([1, 'failed'])
    expect(errors).toEqual([expect.stringMatching(words)])
  })

  test.each(['no credentials', 'no region', 'no network'] as const)('%s: sends nothing', (name) => {
    expect(of(name).requests).toEqual([])
  })
})
