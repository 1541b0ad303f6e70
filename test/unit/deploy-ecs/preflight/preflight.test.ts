import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { preflight } from '@ci-kit/deploy-ecs/preflight/preflight'
import type { PreflightPorts } from '@ci-kit/deploy-ecs/preflight/subject'
import { describe, expect, test } from '@jest/globals'
import { denied, ports, subject } from './subjects.ts'

test('nothing is found where all is well', async () => {
  expect(await preflight(subject(), ports())).toEqual([])
})

test('a task definition with nothing in it has nothing to ask', async () => {
  const empty = { ...subject(), taskDefinition: { family: 'x' }, service: undefined }
  const nobody = () => denied('nothing')
  const silent: PreflightPorts = {
    role: nobody,
    secret: nobody,
    parameters: nobody,
    hasLogGroup: nobody,
    targetGroup: nobody,
    alarms: nobody,
    ecrImage: nobody,
    platforms: nobody,
  }
  expect(await preflight(empty, silent)).toEqual([])
})

test('what several checks find is told together, errors first', async () => {
  const found = await preflight(
    subject({ cpu: '300' }),
    ports({
      role: async () => undefined,
      hasLogGroup: async () => false,
      alarms: async () => [{ name: 'errors', state: 'ALARM', reason: 'many' }],
      secret: () => denied('secretsmanager:DescribeSecret'),
    }),
  )
  expect(found.map(({ level }) => level)).toEqual([
    ...['error', 'error', 'error', 'error'],
    'warning',
    'unknown',
  ])
})

test('a missing permission is one finding that names the action and all that was not checked', async () => {
  const found = await preflight(subject(), ports({ role: () => denied('iam:GetRole') }))
  expect(found).toEqual([
    {
      level: 'unknown',
      message:
        "Not checked, for the credentials may not iam:GetRole: role 'arn:aws:iam::123456789012:role/execution', role 'arn:aws:iam::123456789012:role/team/task'. Allow it, and it is checked before anything changes.",
    },
  ])
})

describe.each([
  ['role', 'iam:GetRole'],
  ['secret', 'secretsmanager:DescribeSecret'],
  ['parameters', 'ssm:DescribeParameters'],
  ['hasLogGroup', 'logs:DescribeLogGroups'],
  ['targetGroup', 'elasticloadbalancing:DescribeTargetGroups'],
  ['alarms', 'cloudwatch:DescribeAlarms'],
  ['ecrImage', 'ecr:DescribeImages'],
] as const)('without the permission for %s', (port, action) => {
  test('the rest is checked, and this is neither an error nor fine', async () => {
    const found = await preflight(subject(), ports({ [port]: () => denied(action) }))
    expect(found).toEqual([{ level: 'unknown', message: expect.stringContaining(action) }])
  })
})

test('a service that does not answer is unknown, on one line', async () => {
  const refusal = new AwsRefusal('No answer\n::error::x', {
    action: 'logs:DescribeLogGroups',
    code: 'ECONNRESET',
    reason: 'reset',
    status: undefined,
    denied: false,
    throttled: false,
  })
  const found = await preflight(subject(), ports({ hasLogGroup: () => Promise.reject(refusal) }))
  expect(found).toEqual([
    { level: 'unknown', message: "Not checked: log group '/ecs/web'. No answer\\n::error::x" },
  ])
})

test('a bug is no finding', async () => {
  const bug = new TypeError('bug')
  await expect(preflight(subject(), ports({ alarms: () => Promise.reject(bug) }))).rejects.toBe(bug)
})

test('a cancellation ends it with its reason', async () => {
  const cancelling = new AbortController()
  const reason = new Error('cancelled')
  const role = () => {
    cancelling.abort(reason)
    return denied('iam:GetRole')
  }
  await expect(preflight(subject(), ports({ role }), cancelling.signal)).rejects.toBe(reason)
})
