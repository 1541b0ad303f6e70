import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Answer } from '@ci-kit/ecs/ecs'
import type { Task } from '@ci-kit/ecs/model/task'
import { runTask } from '@ci-kit/ecs/tasks/run-task'
import { describe, expect, test } from '@jest/globals'
import { virtualTime } from '../../../fakes/virtual-time.ts'
import { oneOff, taskIn } from './samples.ts'

const EXITED = { stopCode: 'EssentialContainerExited' }
const OK = taskIn('STOPPED', [{ name: 'api', exitCode: 0 }], EXITED)

const refusal = new AwsRefusal('AWS denies logs:GetLogEvents', {
  action: 'logs:GetLogEvents',
  code: 'AccessDeniedException',
  reason: 'no',
  status: 400,
  denied: true,
  throttled: false,
})

type World = {
  /** What DescribeTasks answers, one after another, the last for ever. */
  readonly seen?: readonly (Task | 'missing' | 'error')[]
  readonly started?: Answer<Task>
  /** Lines of one call after another. */
  readonly lines?: readonly (readonly string[] | 'denied')[]
  readonly limit?: number
  readonly untilStopped?: boolean
  readonly cancelAfter?: number
  readonly stopFails?: boolean
  /** RunTask rejects, as it does when the job is cancelled meanwhile. */
  readonly startFails?: Error | 'cancelled'
}

const world = async (wanted: World) => {
  const { seen = [OK], lines = [], limit = 1_800_000, untilStopped = true } = wanted
  const { started = { found: [taskIn('PROVISIONING')], failures: [] } } = wanted
  const told: string[] = []
  const stops: string[] = []
  const cancelling = new AbortController()
  const time = virtualTime()
  const looks = [...seen]
  const pages = [...lines]
  const tell = (text: string) => void told.push(text)
  const log = {
    info: tell,
    debug: tell,
    notice: (text: string) => tell(`notice: ${text}`),
    warning: (text: string) => tell(`warning: ${text}`),
    error: (text: string) => tell(`error: ${text}`),
    group: tell,
    endGroup: () => {},
  }
  const describeTasks = async () => {
    cancelling.signal.throwIfAborted()
    if (wanted.cancelAfter !== undefined && time.elapsed() >= wanted.cancelAfter) {
      cancelling.abort(new Error('the job was cancelled'))
      cancelling.signal.throwIfAborted()
    }
    const look = looks.length > 1 ? looks.shift() : looks[0]
    if (look === 'error') throw refusal
    return { found: look === undefined || look === 'missing' ? [] : [look], failures: [] }
  }
  const follow = async (_: unknown, token: string | undefined) => {
    const page = pages.shift() ?? []
    if (page === 'denied') throw refusal
    return { lines: page.map((text) => ({ at: 0, text })), token }
  }
  const start = async () => {
    const { startFails } = wanted
    if (startFails === 'cancelled') cancelling.abort(new Error('the job was cancelled'))
    cancelling.signal.throwIfAborted()
    if (startFails instanceof Error) throw startFails
    return started
  }
  const ports = {
    tasks: { run: start, describe: describeTasks },
    stop: async (arn: string, reason: string) => {
      if (wanted.stopFails) throw new Error('cannot')
      stops.push(`${arn.split('/').at(-1)}: ${reason}`)
    },
    logs: { follow, tail: async () => undefined },
    log,
    clock: time,
    cancellation: cancelling.signal,
  }
  const wait = { untilStopped, limit, maxPause: 15_000 }
  const outcome = await time.run(() =>
    runTask(oneOff(), wait, ports).then(
      (result) => ({ result, error: undefined }),
      (error: unknown) => ({ result: undefined, error: String(error) }),
    ),
  )
  return { ...outcome, told, stops }
}

const lost = (code: string, status: number | undefined) =>
  new AwsRefusal(`no answer (${code})`, { ...refusal, code, status, denied: false })

test.each<[string, World['startFails'], boolean]>([
  ['the job was cancelled', 'cancelled', true],
  ['its answer was lost', lost('TimeoutError', undefined), true],
  ['ECS answered 500', lost('ServerException', 500), true],
  ['it was denied', refusal, false],
  ['there were no credentials', lost('CredentialsProviderError', undefined), false],
])('whether a task was started is told to be unknown when %s: %j', async (_, startFails, told) => {
  const { error, told: lines } = await world({ ...(startFails && { startFails }) })
  expect(error).toBeDefined()
  expect(lines.some((line) => /^warning: .*not known.*'GitHub-Actions'/.test(line))).toBe(told)
})

describe('a task that ends', () => {
  test('is waited for, with its states and its lines', async () => {
    const { result, told, stops } = await world({
      seen: [taskIn('PENDING'), taskIn('RUNNING'), taskIn('RUNNING'), OK],
      lines: [['migrating'], [], ['table\r\none'], [], ['done']],
    })
    expect(result).toMatchObject({ outcome: 'succeeded', message: 'Task t1 succeeded.' })
    expect(result?.lines.map(({ text }) => text)).toEqual(['migrating', 'table\r\none', 'done'])
    expect(told.filter((text) => text.startsWith('api | '))).toEqual([
      'api | migrating',
      'api | table\\r\\none',
      'api | done',
    ])
    expect(told.filter((text) => /^Task t1: RUNNING/.test(text))).toHaveLength(1)
    expect(result?.tookMs).toBe(15_000)
    expect(stops).toEqual([])
  })

  test('in failure is an answer with its reason', async () => {
    const end = taskIn('STOPPED', [{ name: 'api', exitCode: 1 }], EXITED)
    const { result } = await world({ seen: [taskIn('RUNNING'), end] })
    expect(result).toMatchObject({ outcome: 'failed', containers: [{ name: 'api', exitCode: 1 }] })
    expect(result?.message).toMatch(/exit code 1/)
  })

  test('is not known at once', async () => {
    expect((await world({ seen: ['missing', 'missing', OK] })).result?.outcome).toBe('succeeded')
  })

  test('whose log may not be read still has a true end', async () => {
    const { result, told } = await world({ seen: [taskIn('RUNNING'), OK], lines: ['denied'] })
    expect(result?.outcome).toBe('succeeded')
    expect(told.filter((text) => text.startsWith('notice: '))).toEqual([
      'notice: The log of the one-off task is not shown: AWS denies logs:GetLogEvents',
    ])
  })

  test('is named now and then while it is silent', async () => {
    const running = Array.from({ length: 40 }, () => taskIn('RUNNING'))
    const { told } = await world({ seen: [...running, OK] })
    const times = told.filter((text) => text.startsWith('Task t1: RUNNING'))
    expect(times).toEqual([
      'Task t1: RUNNING after 3.0 s',
      'Task t1: RUNNING after 1 min 05 s',
      'Task t1: RUNNING after 2 min 05 s',
    ])
  })
})

describe('a task that does not end', () => {
  test('is stopped at the limit', async () => {
    const { result, stops } = await world({ seen: [taskIn('RUNNING')], limit: 10_000 })
    expect(result?.outcome).toBe('timed-out')
    expect(result?.message).toMatch(
      /still RUNNING after 10.0 s, and was told to stop.*run-task-min/,
    )
    expect(stops).toEqual(['t1: not done after 10.0 s'])
  })

  test('and cannot be stopped says so', async () => {
    const { result } = await world({ seen: [taskIn('RUNNING')], limit: 10_000, stopFails: true })
    expect(result?.outcome).toBe('timed-out')
    expect(result?.message).toMatch(/could not be stopped \(cannot\), so it runs on/)
  })

  test('is stopped by a cancellation, which stays the error', async () => {
    const { error, stops, told } = await world({ seen: [taskIn('RUNNING')], cancelAfter: 5_000 })
    expect(error).toBe('Error: the job was cancelled')
    expect(stops).toEqual(['t1: the job was cancelled'])
    expect(told.at(-1)).toMatch(/^warning: .*told to stop/)
  })

  test('is left alone when it is lost from sight, and never taken for a success', async () => {
    const vanished = await world({ seen: [taskIn('RUNNING'), 'missing'] })
    expect(vanished.error).toMatch(/does not know the one-off task.*task\/main\/t1/)
    const denied = await world({ seen: ['error'] })
    expect(denied.error).toMatch(/AWS denies/)
    expect(denied.told.at(-1)).toMatch(/^warning: .*may still run/)
    expect([...vanished.stops, ...denied.stops]).toEqual([])
  })
})

test('one that is not waited for is only started', async () => {
  const { result, told } = await world({ untilStopped: false })
  expect(result).toMatchObject({ outcome: 'started', lines: [] })
  expect(told).toEqual(['Task arn:aws:ecs:eu-west-1:1:task/main/t1 was started.'])
})

test.each([
  [
    [{ arn: 'i-1', reason: 'RESOURCE:MEMORY', detail: '' }],
    /did not start.*RESOURCE:MEMORY of i-1\. No inst/,
  ],
  [
    [{ arn: '', reason: 'Capacity is unavailable at this time', detail: 'd' }],
    /\(d\).*Fargate has no/,
  ],
  [[], /neither a task nor a reason/],
])('a task that is refused: %j', async (failures, words) => {
  const { error } = await world({ started: { found: [], failures } })
  expect(error).toMatch(words)
})
