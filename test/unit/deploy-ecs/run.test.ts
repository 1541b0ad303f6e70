import { FailedResult, UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { aService, refusal, revision } from '../ecs/services/a-service.ts'
import { DIGEST } from './a-prepared.ts'
import { running, TASK } from './world.ts'

const API = aService({ name: 'api', taskDefinition: revision(1, 'api') })
const BOTH = {
  services: [aService(), API],
  requests: [
    {},
    { service: 'api', source: { kind: 'file' as const, path: 'api.json' }, needs: ['web'] },
  ],
}
const stale = { name: 'nightly', state: 'stale' as const, message: 'nightly is old.' }
const schedulesThat = (state: 'updated' | 'failed', calls: unknown[] = []) => ({
  find: async (wanted: readonly string[]) => {
    calls.push(['find', ...wanted])
    return [stale]
  },
  update: async (wanted: readonly string[]) => {
    calls.push(['update', ...wanted])
    return [{ name: 'nightly', state, message: `nightly ${state}.` }]
  },
})

test('a release is read, checked, registered and deployed, in this order', async () => {
  const { calls, outputs, error } = await running()
  expect(error).toBeUndefined()
  expect(calls).toEqual(['describe services', 'preflight web', 'register web', 'update web'])
  expect(outputs).toMatchObject({
    outcome: 'succeeded',
    changed: true,
    'task-definition-arn': revision(2),
    'task-definition': '/tmp/web.json',
    'previous-task-definition-arn': revision(1),
    'deployment-id': '42',
  })
})

test('what runs already is left alone, and not checked', async () => {
  const { calls, outputs } = await running({ digest: DIGEST })
  expect(calls).toEqual(['describe services'])
  expect(outputs).toMatchObject({
    outcome: 'unchanged',
    changed: false,
    'task-definition-arn': revision(1),
  })
})

test('a task definition that is there already is checked when its tasks are replaced', async () => {
  const { calls } = await running({
    digest: DIGEST,
    requests: [{ settings: { forceNewDeployment: true } }],
  })
  expect(calls).toEqual(['describe services', 'preflight web', 'update web'])
})

test('services that share a task definition register it once', async () => {
  const { calls, outputs } = await running({
    services: [aService(), aService({ name: 'worker' })],
    requests: [{}, { service: 'worker' }],
  })
  expect(calls.filter((call) => call.startsWith('register'))).toEqual(['register web'])
  expect(outputs['task-definition-arn']).toBe(`${revision(2)}\n${revision(2)}`)
})

test('a plan changes nothing', async () => {
  const asked: unknown[] = []
  const { calls, outputs, logged } = await running({
    inputs: { mode: 'plan', task: TASK },
    ports: { schedules: schedulesThat('updated', asked), untrusted: 'a fork asks' },
  })
  expect(calls).toEqual(['describe services', 'preflight web'])
  expect(asked).toEqual([['find', revision(1).replace(/:1$/, '')]])
  expect(outputs).toMatchObject({ outcome: 'planned', changed: true, 'task-definition-arn': '' })
  expect(logged).toContain('nightly is old.')
})

describe('before the first change', () => {
  test.each<[string, Parameters<typeof running>[0], RegExp]>([
    ['a fork asks', { ports: { untrusted: 'a fork asks' } }, /Nothing is deployed.*a fork/],
    [
      'a schedule runs something else',
      {
        ports: {
          schedules: {
            find: async () => [{ name: 'x', state: 'failed', message: 'x runs mail.' }],
            update: () => Promise.reject(new Error('too early')),
          },
        },
      },
      /Nothing was changed. x runs mail/,
    ],
    [
      'the preflight finds an error',
      { ports: { preflight: async () => [{ level: 'error', message: 'No role.' }] } },
      /No role/,
    ],
    [
      'an image is not proven',
      {
        ports: { gate: async () => () => Promise.reject(new UserError('not signed')) },
        inputs: {
          gate: {
            document: { kind: 'inline', text: '' },
            trust: { sigstore: 'auto', trustedRoots: [], refresh: 'auto' },
            containers: [],
          },
        },
      },
      /not signed/,
    ],
    ['needs name nobody', { requests: [{ needs: ['db'] }] }, /db/],
  ])('the step fails when %s', async (_, story, words) => {
    const { calls, error } = await running(story)
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).toMatch(words)
    expect(calls.filter((call) => /^(register|update|task)/.test(call))).toEqual([])
  })

  test('the outputs hold what was read', async () => {
    const { outputs } = await running({
      ports: { preflight: async () => [{ level: 'error', message: 'No role.' }] },
    })
    expect(outputs).toMatchObject({ outcome: 'failed', verified: false, changed: true })
    expect(outputs['task-definition']).toBe('/tmp/web.json')
  })
})

test('a registration that is refused leaves all services alone, and tells what was registered', async () => {
  const { calls, outputs, error } = await running({ ...BOTH, registrations: 1 })
  expect(error).toBeInstanceOf(FailedResult)
  expect(calls).not.toContain('update web')
  expect(outputs).toMatchObject({ outcome: 'failed', 'task-definition-arn': revision(2) })
})

test('services that are refused fail the step with their message', async () => {
  const { outputs, error } = await running({
    deploy: { expect: () => void raise(new UserError('cannot be noted')) },
  })
  expect(String(error)).toContain('cannot be noted')
  expect(outputs).toMatchObject({ outcome: 'failed', 'task-definition-arn': revision(2) })
})

test('a defect is told, and its place goes to the debug log', async () => {
  const { logged, error } = await running({ deploy: { expect: () => raise(new TypeError('bug')) } })
  expect(String(error)).toContain('bug')
  expect(logged.some((text) => /TypeError: bug\n\s+at /.test(text))).toBe(true)
})

describe('the one-off task', () => {
  test('before runs by the new task definition, before any service is touched', async () => {
    const { calls, outputs } = await running({ inputs: { task: TASK } })
    expect(calls.slice(-3)).toEqual(['register web', 'task web:2', 'update web'])
    expect(outputs['run-task-arn']).toBe('["arn:task/1"]')
  })

  test.each(['failed', 'timed-out'] as const)('that has %s stops the step', async (task) => {
    const { calls, outputs, error } = await running({ inputs: { task: TASK }, task })
    expect(String(error)).toMatch(/Exit 1\..*No service was touched/)
    expect(calls).not.toContain('update web')
    expect(outputs).toMatchObject({
      outcome: 'failed',
      'task-definition-arn': revision(2),
      'run-task-arn': '["arn:task/1"]',
    })
  })

  test('that cannot be started keeps the outputs', async () => {
    const { outputs } = await running({ inputs: { task: TASK }, task: refusal('ClientException') })
    expect(outputs).toMatchObject({ outcome: 'failed', 'task-definition-arn': revision(2) })
  })

  test('after is the last, and its failure is that of the step', async () => {
    const after = { ...TASK, when: 'after' as const }
    const { calls, outputs } = await running({ inputs: { task: after }, task: 'failed' })
    expect(calls.slice(-2)).toEqual(['update web', 'task web:2'])
    expect(outputs).toMatchObject({ outcome: 'failed', 'deployment-id': '42' })
  })

  test('takes the service that is named', async () => {
    const { calls } = await running({ ...BOTH, inputs: { task: { ...TASK, service: 'api' } } })
    expect(calls).toContain('task api:3')
  })
})

describe('scheduled tasks', () => {
  test('are all set by the task definitions of the step', async () => {
    const asked: unknown[] = []
    const ports = { schedules: schedulesThat('updated', asked) }
    const { outputs } = await running({ ...BOTH, ports })
    expect(asked.at(-1)).toEqual(['update', revision(2), revision(3, 'api')])
    expect(outputs.outcome).toBe('succeeded')
  })

  test('that are not set fail the step, with all outputs', async () => {
    const after = { ...TASK, when: 'after' as const }
    const { outputs, error } = await running({
      inputs: { task: after },
      ports: { schedules: schedulesThat('failed') },
    })
    expect(String(error)).toContain('nightly failed.')
    expect(outputs).toMatchObject({ outcome: 'failed', 'run-task-arn': '["arn:task/1"]' })
  })

  test('and the task after wait for a paused release, which is told', async () => {
    const asked: unknown[] = []
    const { calls, outputs, logged } = await running({
      inputs: { task: { ...TASK, when: 'after' }, schedules: 'nightly' },
      ports: { schedules: schedulesThat('updated', asked) },
      ends: { web: 'paused' },
    })
    expect(outputs.outcome).toBe('paused')
    expect(calls).not.toContain('task web:2')
    expect(asked).toHaveLength(1)
    expect(logged.some((text) => /no task was run, and no scheduled task/.test(text))).toBe(true)
  })
})

describe('a pause that is ended', () => {
  const web = {
    name: 'web',
    service: aService().arn,
    taskDefinition: revision(2),
    previous: '',
    digests: {},
    changes: [],
    codeDeployment: '',
    record: '',
  }

  test('is a change, and is followed by the scheduled tasks', async () => {
    const asked: unknown[] = []
    const { outputs } = await running({
      inputs: { continue: 'CONTINUE' },
      ports: {
        continued: async () => [{ ...web, end: { kind: 'updated' } }],
        schedules: schedulesThat('updated', asked),
      },
    })
    expect(outputs).toMatchObject({ outcome: 'succeeded', changed: true })
    expect(asked).toEqual([['update', revision(2)]])
  })

  test('is not ended for a fork', async () => {
    const { calls } = await running({
      inputs: { continue: 'CONTINUE' },
      ports: { untrusted: 'a fork asks' },
    })
    expect(calls).toEqual([])
  })
})

const raise = (thrown: Error): never => {
  throw thrown
}
