import { logPlace } from '@ci-kit/ecs/diagnosis/container-facts'
import { diagnose } from '@ci-kit/ecs/diagnosis/diagnose'
import { describe, expect, test } from '@jest/globals'
import {
  awslogs,
  container,
  fakeAws,
  lines,
  notStarted,
  refusal,
  rollout,
  task,
} from './task-samples.ts'

describe('logs', () => {
  const failing = Array.from({ length: 9 }, (_, index) =>
    task(`${index}`, { containers: [container({ exitCode: 10 + index })] }),
  )

  test('of five causes at most are read', async () => {
    const aws = fakeAws(failing)
    await diagnose(rollout(), aws)
    expect(aws.asked.filter((line) => line.startsWith('tail'))).toHaveLength(5)
  })

  test('are not asked for again after a refusal', async () => {
    let asked = 0
    const tail = () => {
      asked += 1
      return Promise.reject(refusal('logs:GetLogEvents'))
    }
    const { causes } = await diagnose(rollout(), { ...fakeAws(failing), logs: { tail } })
    expect(asked).toBe(1)
    expect(causes.filter(({ logProblem }) => logProblem.includes('GetLogEvents'))).toHaveLength(5)
  })

  test('are those of the container that the load balancer found unhealthy', async () => {
    const reason = 'Task failed ELB health checks in (target-group t)'
    const unhealthy = task('a', {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: reason,
      containers: [container({ name: 'proxy', exitCode: 0 }), container({ exitCode: 143 })],
    })
    const aws = fakeAws([unhealthy], new Map([['ecs/api/a', lines('no database')]]))
    const { causes } = await diagnose(rollout(), aws)
    expect(causes).toMatchObject([{ container: 'api', reason, log: lines('no database') }])
  })

  test('that hold nothing are said to', async () => {
    const { causes } = await diagnose(rollout(), fakeAws([task('a')]))
    expect(causes).toMatchObject([{ log: undefined }])
    expect(causes[0]?.logProblem).toContain('ecs/api/a of log group /ecs/web')
  })

  test('are not asked for what never ran', async () => {
    const aws = fakeAws([notStarted('a', 'CannotPullContainerError: x')])
    await diagnose(rollout(), aws)
    expect(aws.asked.filter((line) => line.startsWith('tail'))).toEqual([])
  })

  test('of any size are cut to twenty short lines without control characters', async () => {
    const hostile = `\u001b[31m::error::x\u0007${'y'.repeat(10_000_000)}`
    const log = lines(...Array.from({ length: 100 }, (_, index) => (index < 99 ? hostile : 'end')))
    const { causes } = await diagnose(
      rollout(),
      fakeAws([task('a')], new Map([['ecs/api/a', log]])),
    )
    const shown = causes[0]?.log ?? []
    expect(shown).toHaveLength(20)
    expect(shown.at(-1)?.text).toBe('end')
    expect(shown[0]?.text).toMatch(/^::error::x\\u\{7\}y+… \(\d+ more characters\)$/)
    expect(Math.max(...shown.map(({ text }) => text.length))).toBeLessThan(600)
  })
})

describe('where a container logs to', () => {
  const place = (facts: object) =>
    logPlace({ containerDefinitions: [{ name: 'api', ...facts }] }, 'api', 'id')

  test('is prefix, container and task', () => {
    expect(logPlace({ containerDefinitions: [awslogs('api')] }, 'api', 'id')).toEqual({
      group: '/ecs/web',
      region: 'eu-west-1',
      stream: 'ecs/api/id',
    })
  })

  test.each([
    ['none', {}, 'no logConfiguration'],
    ['FireLens', { logConfiguration: { logDriver: 'awsfirelens' } }, 'FireLens'],
    ['another driver', { logConfiguration: { logDriver: 'splunk' } }, 'splunk'],
    ['no group', { logConfiguration: { logDriver: 'awslogs' } }, 'awslogs-group'],
    [
      'no prefix',
      { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } } },
      'awslogs-stream-prefix',
    ],
  ])('or why it is not known: %s', (_name, facts, words) => {
    expect(place(facts)).toEqual({ problem: expect.stringContaining(words) })
  })

  test('or that there is no such container', () => {
    expect(logPlace({}, 'api', 'id')).toEqual({ problem: expect.stringContaining('api') })
  })
})
