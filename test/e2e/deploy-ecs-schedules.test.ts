import type { Json } from '@ci-kit/core/json'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { eventBridge } from '@ci-kit/local-aws/services/event-bridge'
import { scheduler } from '@ci-kit/local-aws/services/scheduler'
import { expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { deployed, inAdvance } from './deploy-ecs-workbench.ts'

const arn = (name: string) => `arn:aws:ecs:eu-central-1:123456789012:task-definition/${name}`
const CLUSTER = 'arn:aws:ecs:eu-central-1:123456789012:cluster/production'

const target = (Id: string, taskDefinition: string): Json => ({
  Id,
  Arn: CLUSTER,
  RoleArn: 'arn:aws:iam::123456789012:role/events',
  EcsParameters: { TaskDefinitionArn: arn(taskDefinition), TaskCount: 1, LaunchType: 'FARGATE' },
  Input: '{"containerOverrides":[]}',
})

const rule = (name: string, ...targets: readonly Json[]) =>
  ({ name, bus: 'default', schedule: 'rate(1 day)', state: 'ENABLED', targets }) as const

const NIGHTLY: Json = {
  Name: 'nightly',
  GroupName: 'shop',
  Arn: 'arn:aws:scheduler:eu-central-1:123456789012:schedule/shop/nightly',
  ScheduleExpression: 'cron(0 3 * * ? *)',
  ScheduleExpressionTimezone: 'Europe/Berlin',
  FlexibleTimeWindow: { Mode: 'OFF' },
  State: 'DISABLED',
  Target: {
    Arn: CLUSTER,
    RoleArn: 'arn:aws:iam::123456789012:role/scheduler',
    EcsParameters: { TaskDefinitionArn: arn('web:2') },
  },
}

const step = (inputs: Readonly<Record<string, string>>) =>
  deployed({
    scenario: webScenario(),
    services: () => ({
      events: eventBridge([
        rule('cleanup', target('web', 'web:1'), target('other', 'jobs:4')),
        rule('report', target('web', 'web:2')),
      ]).handler,
      scheduler: scheduler([NIGHTLY]).handler,
    }),
    files: { 'task.json': JSON.stringify(webTask('c')) },
    inputs: { service: 'web', 'task-definition': 'task.json', preflight: 'false', ...inputs },
  })

const ALL = 'cleanup\ndefault/report\nschedule:shop/nightly'

const result = inAdvance({
  deployed: () => step({ 'scheduled-tasks': ALL }),
  plan: () => step({ 'scheduled-tasks': ALL, mode: 'plan' }),
  missing: () => step({ 'scheduled-tasks': 'weekly' }),
  unnamed: () => step({ 'scheduled-tasks': 'schedule:' }),
})

test('scheduled tasks run the new task definition once it is deployed, and all else of them stays', () => {
  const { exitCode, asked, requests, log } = result('deployed')
  expect(exitCode).toBe(0)
  const inOrder = [...asked('PutTargets')].toSorted((a, b) =>
    String(a.Rule).localeCompare(String(b.Rule)),
  )
  expect(inOrder).toEqual([
    expect.objectContaining({ Rule: 'cleanup', Targets: [target('web', 'web:3')] }),
    expect.objectContaining({ Rule: 'report', Targets: [target('web', 'web:3')] }),
  ])
  const { Arn: _, ...kept } = NIGHTLY
  expect(asked('UpdateSchedule')).toEqual([
    expect.objectContaining({
      ...kept,
      Target: { ...Object(NIGHTLY.Target), EcsParameters: { TaskDefinitionArn: arn('web:3') } },
    }),
  ])
  const order = requests.map(({ operation }) => operation)
  expect(order.indexOf('PutTargets')).toBeGreaterThan(order.indexOf('UpdateService'))
  for (const name of ['cleanup', 'report', 'nightly']) expect(log).toContain(name)
})

test('a plan only looks at them', () => {
  const { exitCode, asked, log } = result('plan')
  expect(exitCode).toBe(0)
  expect(asked('ListTargetsByRule')).toHaveLength(2)
  expect([...asked('PutTargets'), ...asked('UpdateSchedule')]).toEqual([])
  for (const name of ['cleanup', 'report', 'nightly']) expect(log).toContain(name)
})

test('a rule that is not there fails the step', () => {
  const { exitCode, outputs } = result('missing')
  expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'failed' })
  expect(errorsOf(result('missing'))).toEqual([expect.stringContaining('weekly')])
})

test('a line that names none is refused before anything changes', () => {
  const { exitCode, requests } = result('unnamed')
  expect(exitCode).toBe(1)
  expect(errorsOf(result('unnamed'))).toEqual([
    expect.stringContaining("'scheduled-tasks' has the line 'schedule:'"),
  ])
  expect(requests.filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))).toEqual([])
})
