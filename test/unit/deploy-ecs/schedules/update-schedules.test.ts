import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Json } from '@ci-kit/core/json'
import { scheduleNames } from '@ci-kit/deploy-ecs/schedules/schedule-names'
import type { RefusedTarget, Schedules } from '@ci-kit/deploy-ecs/schedules/schedules'
import { findSchedules, updateSchedules } from '@ci-kit/deploy-ecs/schedules/update-schedules'
import { describe, expect, test } from '@jest/globals'

const FAMILY = 'arn:aws:ecs:eu-west-1:1:task-definition/shop'
const NEW = `${FAMILY}:8`

const target = (TaskDefinitionArn: string, more: Json = {}) => ({
  Id: 't',
  Arn: 'arn:cluster',
  RoleArn: 'arn:role',
  Input: '{}',
  EcsParameters: { TaskDefinitionArn, TaskCount: 2, Newest: { a: [1] } },
  ...more,
})

const refusal = (code: string) =>
  new AwsRefusal(`AWS refuses events:X: ${code}`, {
    action: 'events:X',
    code,
    reason: 'no',
    status: 400,
    denied: false,
    throttled: false,
  })

type World = {
  readonly rules?: Readonly<Record<string, readonly Json[] | Error>>
  readonly schedules?: Readonly<Record<string, Json>>
  readonly refused?: readonly RefusedTarget[]
}

const world = ({ rules = {}, schedules = {}, refused = [] }: World) => {
  const written: unknown[] = []
  const ports: Schedules = {
    targets: async ({ rule }) => {
      const targets = rules[rule]
      if (targets === undefined) throw refusal('ResourceNotFoundException')
      if (targets instanceof Error) throw targets
      return targets
    },
    putTargets: async (rule, targets) => {
      written.push({ rule, targets })
      return refused
    },
    read: async (group, name) => schedules[`${group}/${name}`] ?? {},
    update: async (schedule) => void written.push(schedule),
  }
  return { ports, written }
}

const names = (...lines: string[]) => scheduleNames(lines.join('\n'), 'scheduled-tasks')

describe('a rule', () => {
  test('gets the revision, and keeps all else of the targets of that family', async () => {
    const other = target('arn:aws:ecs:eu-west-1:1:task-definition/mail:3', { Id: 'mail' })
    const lambda = { Id: 'l', Arn: 'arn:aws:lambda:eu-west-1:1:function:f' }
    const old = target(`${FAMILY}:7`, { DeadLetterConfig: null })
    const { ports, written } = world({ rules: { nightly: [lambda, other, old] } })
    const outcomes = await updateSchedules(names('jobs/nightly'), [NEW], ports)
    expect(outcomes).toMatchObject([{ name: 'jobs/nightly', state: 'updated' }])
    expect(written).toEqual([
      { rule: { kind: 'rule', bus: 'jobs', rule: 'nightly' }, targets: [target(NEW)] },
    ])
  })

  test('gives each of several families its own revision', async () => {
    const mail = 'arn:aws:ecs:eu-west-1:1:task-definition/mail'
    const { ports, written } = world({
      rules: { nightly: [target(`${FAMILY}:7`)], weekly: [target(`${mail}:3`, { Id: 'mail' })] },
    })
    const outcomes = await updateSchedules(names('nightly', 'weekly'), [NEW, `${mail}:4`], ports)
    expect(outcomes).toMatchObject([{ state: 'updated' }, { state: 'updated' }])
    expect(written).toMatchObject([
      { rule: { rule: 'nightly' }, targets: [target(NEW)] },
      { rule: { rule: 'weekly' }, targets: [target(`${mail}:4`, { Id: 'mail' })] },
    ])
  })

  test.each([
    ['that has it already', NEW],
    ['that takes the newest by itself', FAMILY],
  ])('%s is not written', async (_, reference) => {
    const { ports, written } = world({ rules: { nightly: [target(reference)] } })
    const outcomes = await updateSchedules(names('nightly'), [NEW], ports)
    expect(outcomes).toMatchObject([{ state: 'current' }])
    expect(written).toEqual([])
  })

  test.each([
    ['another family', [target(`${FAMILY}-mail:7`)], /run arn:\S+shop-mail, and not arn:\S+shop\./],
    [
      'another account',
      [target(NEW.replace(':1:', ':2:'))],
      /eu-west-1:2:.* and not .*eu-west-1:1:/,
    ],
    ['no task of ECS', [{ Id: 'l', Arn: 'lambda' }], /no ECS task/],
    ['no targets', [], /no ECS task/],
  ])('of %s is refused and left alone', async (_, targets, words) => {
    const { ports, written } = world({ rules: { nightly: targets } })
    const outcomes = await updateSchedules(names('nightly'), [NEW], ports)
    expect(outcomes).toMatchObject([{ name: 'nightly', state: 'failed' }])
    expect(outcomes[0]?.message).toMatch(words)
    expect(written).toEqual([])
  })

  test('whose target EventBridge does not take is no success', async () => {
    const refused = [{ id: 't', code: 'ConcurrentModificationException', message: 'busy\n' }]
    const { ports } = world({ rules: { nightly: [target(`${FAMILY}:7`)] }, refused })
    const [outcome] = await updateSchedules(names('nightly'), [NEW], ports)
    expect(outcome?.state).toBe('failed')
    expect(outcome?.message).toMatch(/not take t \(ConcurrentModificationException: busy\\n\)/)
  })
})

describe('a schedule', () => {
  const schedule = {
    Arn: 'arn:schedule',
    CreationDate: 1.5,
    LastModificationDate: 2.5,
    Name: 'nightly',
    GroupName: 'jobs',
    ScheduleExpression: 'rate(1 day)',
    StartDate: 1.7e9,
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
    KmsKeyArn: null,
    NewMember: { deep: [1] },
    Target: target(`${FAMILY}:7`, { RetryPolicy: { MaximumRetryAttempts: 0 } }),
  }

  test('is written whole', async () => {
    const { ports, written } = world({ schedules: { 'jobs/nightly': schedule } })
    const outcomes = await updateSchedules(names('schedule:jobs/nightly'), [NEW], ports)
    expect(outcomes).toMatchObject([{ name: 'schedule:jobs/nightly', state: 'updated' }])
    expect(written).toEqual([
      {
        Name: 'nightly',
        GroupName: 'jobs',
        ScheduleExpression: 'rate(1 day)',
        StartDate: 1.7e9,
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
        NewMember: { deep: [1] },
        Target: target(NEW, { RetryPolicy: { MaximumRetryAttempts: 0 } }),
      },
    ])
  })

  test('without a task is refused', async () => {
    const { ports, written } = world({ schedules: { 'default/x': { Name: 'x' } } })
    const outcomes = await updateSchedules(names('schedule:x'), [NEW], ports)
    expect(outcomes[0]?.message).toMatch(/schedule:default\/x .*no ECS task/)
    expect(written).toEqual([])
  })
})

test('one that fails leaves the others their turn', async () => {
  const { ports, written } = world({
    rules: { denied: refusal('AccessDeniedException'), ok: [target(`${FAMILY}:1`)] },
  })
  const outcomes = await updateSchedules(names('gone', 'denied', 'ok'), [NEW], ports)
  expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'failed', 'updated'])
  expect(outcomes[0]?.message).toMatch(/ResourceNotFoundException Check its name and region/)
  expect(written).toHaveLength(1)
})

test('a cancellation is no outcome', async () => {
  const { ports } = world({ rules: { x: new Error('the job was cancelled') } })
  await expect(updateSchedules(names('x'), [NEW], ports)).rejects.toThrow('the job was cancelled')
})

test('looking changes nothing', async () => {
  const { ports, written } = world({ rules: { a: [target(`${FAMILY}:7`)], b: [target(NEW)] } })
  const outcomes = await findSchedules(names('a', 'b', 'c'), [NEW], ports)
  expect(outcomes.map(({ state }) => state)).toEqual(['stale', 'current', 'failed'])
  expect(written).toEqual([])
})

describe('several families', () => {
  const MAIL = FAMILY.replace('/shop', '/mail')

  test('each target gets the revision of its own', async () => {
    const rules = {
      nightly: [target(`${FAMILY}:7`), target(`${MAIL}:3`, { Id: 'm' })],
      weekly: [target(`${MAIL}:3`)],
    }
    const { ports, written } = world({ rules })
    const outcomes = await updateSchedules(names('nightly', 'weekly'), [NEW, `${MAIL}:4`], ports)
    expect(outcomes.map(({ state }) => state)).toEqual(['updated', 'updated'])
    expect(written).toMatchObject([
      { targets: [target(NEW), target(`${MAIL}:4`, { Id: 'm' })] },
      { targets: [target(`${MAIL}:4`)] },
    ])
  })

  test.each([
    ['by its ARN without a revision', FAMILY, 'stale'],
    ['by its name alone', 'shop', 'stale'],
    ['that has another name', 'op', 'failed'],
  ])('one that is not registered yet is found %s', async (_, wanted, state) => {
    const { ports, written } = world({ rules: { nightly: [target(`${FAMILY}:7`)] } })
    const outcomes = await findSchedules(names('nightly'), [MAIL, wanted], ports)
    expect(outcomes).toMatchObject([{ state }])
    expect(written).toEqual([])
  })
})
