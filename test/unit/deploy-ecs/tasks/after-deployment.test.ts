import { FailedResult } from '@ci-kit/core/errors'
import type { DeployedService, ServiceEnd } from '@ci-kit/deploy-ecs/deploy/deployed-service'
import { NOTHING_DONE } from '@ci-kit/deploy-ecs/outputs'
import { isSteady } from '@ci-kit/deploy-ecs/report/step-outcome'
import type { ScheduleOutcome } from '@ci-kit/deploy-ecs/schedules/update-schedules'
import { setSchedules, tellLeftOut } from '@ci-kit/deploy-ecs/tasks/after-deployment'
import { describe, expect, test } from '@jest/globals'
import { parsed } from '../given.ts'
import { writtenLog } from '../written-log.ts'

describe('what follows a deployment', () => {
  const ended = (kind: 'unchanged' | 'updated' | 'registered' | 'started'): DeployedService =>
    service({ kind })
  const service = (end: ServiceEnd): DeployedService => ({
    name: 'web',
    service: '',
    taskDefinition: '',
    previous: '',
    digests: {},
    changes: [],
    end,
    codeDeployment: '',
    record: '',
  })

  test.each([
    ['services that run it', [ended('unchanged'), ended('updated')], true],
    ['what is registered only', [ended('registered')], true],
    ['one that nobody waited for', [ended('unchanged'), ended('started')], false],
    ['one that was not started', [service({ kind: 'not-started', reason: 'x' })], false],
  ])('comes after %s: %j', (_, services, comes) => {
    expect(isSteady(services)).toBe(comes)
  })

  test('is told when it is left out', () => {
    const { log, lines } = writtenLog()
    const inputs = { service: 'web', 'run-task': 'true', 'run-task-when': 'after' }
    tellLeftOut(parsed({ ...inputs, 'scheduled-tasks': 'nightly' }), { log })
    expect(lines).toEqual([expect.stringContaining('no task was run, and no scheduled task')])
  })

  test.each([{}, { 'run-task': 'true' }])('is not missed where nobody wants it: %j', (inputs) => {
    const { log, lines } = writtenLog()
    tellLeftOut(parsed({ service: 'web', ...inputs }), { log })
    expect(lines).toEqual([])
  })
})

describe('scheduled tasks', () => {
  const outcome = (state: ScheduleOutcome['state'], message: string) => ({
    name: 'nightly',
    state,
    message,
  })
  const set = (...outcomes: ScheduleOutcome[]) => {
    const { log, lines } = writtenLog()
    const asked: unknown[] = []
    const schedules = {
      find: () => Promise.reject(new Error('it is too late to look')),
      update: async (wanted: readonly string[]) => {
        asked.push(wanted)
        return outcomes
      },
    }
    const outputs = { ...NOTHING_DONE, outcome: 'succeeded', 'run-task-arn': '["t"]' }
    return { done: setSchedules(['web:8', 'api:2'], outputs, { log, schedules }), lines, asked }
  }

  test('are asked for once, with all task definitions of the step', async () => {
    const { done, lines, asked } = set(outcome('updated', 'set'), outcome('current', 'fine'))
    await done
    expect(asked).toEqual([['web:8', 'api:2']])
    expect(lines).toEqual(['set', 'fine'])
  })

  test('that cannot be set make the step red, and keep its outputs', async () => {
    const { done } = set(outcome('failed', 'no such rule'), outcome('updated', 'set'))
    const thrown = await done.catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(FailedResult)
    expect(thrown).toMatchObject({
      message: 'no such rule',
      outputs: { outcome: 'failed', 'run-task-arn': '["t"]' },
    })
  })
})
