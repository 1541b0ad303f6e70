import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { NOTHING_DONE } from '@ci-kit/deploy-ecs/outputs'
import { checkOneOffTask, oneOffTask } from '@ci-kit/deploy-ecs/tasks/one-off-task'
import type { OneOffTask, TaskOutcome } from '@ci-kit/ecs/tasks/one-off-task'
import { describe, expect, test } from '@jest/globals'
import { definition, service, taskIn } from '../../ecs/tasks/samples.ts'
import { parsed } from '../given.ts'
import { writtenLog } from '../written-log.ts'

const prepared = (name: string | undefined, document: Json = definition) => ({
  request: { service: name },
  document,
  service: name === undefined ? undefined : { document: service },
  create: undefined,
})

const inputs = (more: Readonly<Record<string, string>> = {}) =>
  parsed({ service: 'web', 'run-task': 'true', ...more })

const ARN = 'arn:aws:ecs:eu-west-1:1:task/main/t1'

const world = (outcome: TaskOutcome) => {
  const ran: OneOffTask[] = []
  const { log, lines } = writtenLog()
  const runTask = async (task: OneOffTask) => {
    ran.push(task)
    const end = { containers: [], message: 'Exit code 1.', lines: [], tookMs: 1 }
    return { outcome, task: taskIn('STOPPED'), ...end }
  }
  return { ports: { runTask, log }, ran, lines }
}

describe('before anything is registered', () => {
  test.each<[string, Record<string, string>, string | undefined, string]>([
    [
      'overrides of a container that is not there',
      { 'run-task-container-overrides': '[{"name":"db"}]' },
      'web',
      "name container 'db'",
    ],
    ['no subnets to take', {}, undefined, "Set input 'run-task-subnets'"],
  ])('%s are refused', (_, more, name, words) => {
    const check = () => checkOneOffTask([prepared(name)], inputs(more))
    expect(check).toThrow(UserError)
    expect(check).toThrow(words)
  })

  test.each([{}, { 'run-task': 'false' }])('%j is fine', (more) => {
    expect(() => checkOneOffTask([prepared('web')], inputs(more))).not.toThrow()
  })
})

describe('a one-off task', () => {
  test('takes task definition and network of the service that is named', async () => {
    const { ports, ran, lines } = world('succeeded')
    const wanted = parsed({ services: 'web:\napi:', 'run-task': 'true', 'run-task-service': 'api' })
    const all = [prepared('web'), prepared('api', { ...definition, family: 'api' })]
    const arns = await oneOffTask('before', all, ['web:1', 'api:2'], NOTHING_DONE, wanted, ports)
    expect(arns).toEqual([ARN])
    expect(lines).toEqual(['Exit code 1.'])
    expect(ran).toMatchObject([{ taskDefinition: 'api:2', definition: { family: 'api' }, service }])
  })

  test.each([
    ['after', {}],
    ['before', { 'run-task-when': 'after' }],
    ['before', { 'run-task': 'false' }],
  ] as const)('is not run %s with %j', async (when, more) => {
    const { ports, ran } = world('succeeded')
    const arns = await oneOffTask(
      when,
      [prepared('web')],
      ['web:1'],
      NOTHING_DONE,
      inputs(more),
      ports,
    )
    expect([arns, ran]).toEqual([[], []])
  })

  test.each(['failed', 'timed-out'] as const)(
    'that %s before makes the step red',
    async (outcome) => {
      const { ports } = world(outcome)
      const thrown = await oneOffTask(
        'before',
        [prepared('web')],
        ['web:1'],
        NOTHING_DONE,
        inputs(),
        ports,
      ).catch((error: unknown) => error)
      expect(thrown).toBeInstanceOf(FailedResult)
      expect(thrown).toMatchObject({
        message: 'The one-off task did not end well. Exit code 1. No service was touched.',
        outputs: { outcome: 'failed', 'run-task-arn': JSON.stringify([ARN]) },
      })
    },
  )
})
