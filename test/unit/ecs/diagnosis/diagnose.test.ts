import { essentialContainers } from '@ci-kit/ecs/diagnosis/container-facts'
import { diagnose } from '@ci-kit/ecs/diagnosis/diagnose'
import { targetGroupsOf } from '@ci-kit/ecs/diagnosis/target-groups'
import { describe, expect, test } from '@jest/globals'
import { container, fakeAws, lines, refusal, rollout, task, taskArn } from './task-samples.ts'

const crashed = (id: string) =>
  task(id, {
    containers: [container({ exitCode: 137 }), container({ name: 'proxy', exitCode: 143 })],
  })

describe('a diagnosis', () => {
  test('tells how the tasks of the rollout ended, with hint and last lines', async () => {
    const aws = fakeAws(
      [crashed('a'), crashed('b'), task('old', { startedBy: 'ecs-svc/1' })],
      new Map([['ecs/api/a', lines('one', 'two')]]),
    )
    const { causes, unknown } = await diagnose(rollout(), aws)
    expect(causes).toMatchObject([
      {
        service: 'web',
        container: 'api',
        exitCode: 137,
        count: 2,
        task: taskArn('a'),
        hint: expect.stringContaining('out of memory'),
        log: lines('one', 'two'),
        logProblem: '',
      },
      { container: 'proxy', exitCode: 143, log: undefined, logProblem: '' },
    ])
    expect(unknown).toEqual([])
    expect(aws.asked.filter((line) => line.startsWith('tail'))).toEqual([
      'tail eu-west-1 /ecs/web ecs/api/a',
    ])
  })

  test('finds a task that only an event names', async () => {
    const id = 'ab'.repeat(16)
    const gone = { ...task(id), desiredStatus: 'NOT-LISTED' }
    const message = `(service web) (task ${id}) failed container health checks.`
    const { causes } = await diagnose(
      rollout({ events: [{ id: 'e', at: 1, message }] }),
      fakeAws([gone]),
    )
    expect(causes).toMatchObject([{ container: 'api', exitCode: 1 }])
  })

  test('tells of running tasks that are unhealthy, and of no others', async () => {
    const running = (id: string, health: string) =>
      task(id, {
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        stopCode: '',
        stoppedReason: '',
        containers: [container({ health })],
      })
    const { causes } = await diagnose(
      rollout(),
      fakeAws([running('a', 'UNHEALTHY'), running('b', 'HEALTHY')]),
    )
    expect(causes).toMatchObject([{ stopCode: 'Unhealthy', container: 'api', count: 1 }])
    expect(causes[0]?.hint).toContain('startPeriod')
  })

  test('asks targets and alarms', async () => {
    const problem = { targetGroup: 'tg', target: '10.0.0.1:80', state: 'unhealthy', reason: '502' }
    const diagnosis = await diagnose(rollout({ targetGroups: ['tg'], alarms: ['errors', 'cpu'] }), {
      ...fakeAws([]),
      unhealthyTargets: async (arn) => (arn === 'tg' ? [problem] : []),
      firingAlarms: async (names) => names.slice(0, 1),
    })
    expect(diagnosis).toMatchObject({ targets: [problem], firedAlarms: ['errors'], causes: [] })
  })

  test('says what it could not ask, each once, and tells the rest', async () => {
    const aws = fakeAws([task('a')])
    const diagnosis = await diagnose(rollout({ targetGroups: ['t', 'u'], alarms: ['x'] }), {
      ...aws,
      logs: { tail: () => Promise.reject(refusal('logs:GetLogEvents')) },
      unhealthyTargets: () => Promise.reject(refusal('elasticloadbalancing:DescribeTargetHealth')),
      firingAlarms: () => Promise.reject(refusal('cloudwatch:DescribeAlarms')),
    })
    expect(diagnosis.unknown).toEqual([
      expect.stringContaining('elasticloadbalancing:DescribeTargetHealth'),
      expect.stringContaining('cloudwatch:DescribeAlarms'),
    ])
    expect(diagnosis.causes[0]?.logProblem).toContain('logs:GetLogEvents')
    const blind = await diagnose(rollout(), {
      ...aws,
      tasks: { ...aws.tasks, list: () => Promise.reject(refusal('ecs:ListTasks')) },
    })
    expect(blind).toMatchObject({ causes: [], unknown: [expect.stringContaining('ecs:ListTasks')] })
  })

  test('keeps what it knows when its time is over', async () => {
    const ending = new AbortController()
    const late = ending.signal
    const hangs = async (): Promise<never> => {
      await new Promise((resolve) => setImmediate(resolve))
      ending.abort(new DOMException('The time is over.', 'TimeoutError'))
      throw late.reason
    }
    const diagnosis = await diagnose(rollout({ alarms: ['errors'] }), {
      ...fakeAws([task('a')]),
      logs: { tail: hangs },
      firingAlarms: hangs,
      signal: late,
      late,
    })
    expect(diagnosis.unknown).toEqual([expect.stringContaining('took too long')])
    expect(diagnosis.causes).toMatchObject([
      { exitCode: 1, logProblem: expect.stringContaining('took too long') },
    ])
  })

  test('ends when it is cancelled', async () => {
    const aws = fakeAws([task('a')])
    const cancelled = () => Promise.reject(new Error('cancelled'))
    await expect(diagnose(rollout(), { ...aws, logs: { tail: cancelled } })).rejects.toThrow(
      'cancelled',
    )
  })
})

test('containers are essential unless they say otherwise', () => {
  const containerDefinitions = [
    { name: 'a' },
    { name: 'b', essential: false },
    { name: 'c', essential: true },
    7,
  ]
  expect([...essentialContainers({ containerDefinitions })]).toEqual(['a', 'c'])
})

test('target groups come with those of blue/green deployments, each once', () => {
  const loadBalancer = { containerName: 'api', containerPort: 80 }
  expect(
    targetGroupsOf({
      loadBalancers: [
        { ...loadBalancer, targetGroupArn: 'blue' },
        { ...loadBalancer, targetGroupArn: undefined },
      ],
      document: {
        loadBalancers: [
          { advancedConfiguration: { alternateTargetGroupArn: 'green' } },
          { advancedConfiguration: { alternateTargetGroupArn: 'blue' } },
        ],
      },
    }),
  ).toEqual(['blue', 'green'])
})
