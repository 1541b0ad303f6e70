import { type HopelessQuestion, hopeless, lookForHopeless } from '@ci-kit/ecs/diagnosis/hopeless'
import type { Task } from '@ci-kit/ecs/model/task'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { container, fakeAws, notStarted, refusal, rollout, task } from './task-samples.ts'

const entry = (running: number, status: 'PRIMARY' | 'ACTIVE' = 'PRIMARY') => ({
  id: 'ecs-svc/42',
  status,
  taskDefinition: 'x',
  desired: 2,
  running,
  pending: 0,
  failed: 0,
  rolloutState: undefined,
  rolloutReason: '',
  createdAt: 0,
  updatedAt: 0,
})

const question = (facts: Partial<HopelessQuestion> = {}): HopelessQuestion => ({
  rollout: rollout(),
  essential: new Set(['api']),
  sameExits: 3,
  progress: { target: undefined, entries: [entry(0), entry(2, 'ACTIVE')] },
  ...facts,
})

const reasonOf = (tasks: readonly Task[], facts: Partial<HopelessQuestion> = {}) =>
  hopeless(question(facts), tasks)?.reason

const three = (facts: Partial<Task> = {}) => ['a', 'b', 'c'].map((id) => task(id, facts))
const missing = 'CannotPullContainerError: registry.example/a:1: not found'
const denied = 'CannotPullContainerError: 403 Forbidden'

describe('waiting is of no use', () => {
  test('when the image, the secret or the command is not there', () => {
    expect(reasonOf([notStarted('a', missing)])).toBe(`${missing} (once)`)
    expect(
      reasonOf([notStarted('a', "ResourceInitializationError: asm: Secrets Manager can't find x")]),
    ).toContain("Secrets Manager can't find x")
    const reason = 'CannotStartContainerError: exec: "x": executable file not found in $PATH'
    const named = {
      ...notStarted('a', 'Task failed to start'),
      containers: [container({ reason })],
    }
    expect(reasonOf([named])).toBe(`${reason} (once)`)
  })

  test('when a permission is still missing for the second task', () => {
    expect(reasonOf([notStarted('a', denied)])).toBeUndefined()
    expect(reasonOf([notStarted('a', denied), notStarted('b', denied)])).toBe(`${denied} (2 times)`)
  })

  test('when the same container exits the same way so many times', () => {
    expect(reasonOf(three())).toBe('container api exited with 1 (3 times)')
    expect(reasonOf(three(), { sameExits: 4 })).toBeUndefined()
    expect(reasonOf(three().slice(1))).toBeUndefined()
  })

  test('and its reason is one short line', () => {
    const reason = reasonOf([notStarted('a', `${missing}\n::error::x${'y'.repeat(10_000)}`)])
    expect(reason).not.toContain('\n')
    expect(reason?.length).toBeLessThan(600)
  })
})

describe('waiting may help', () => {
  test.each([
    [
      'a task of the release runs',
      three(),
      { progress: { target: undefined, entries: [entry(1)] } },
    ],
    ['nobody says what runs', three(), { progress: { target: undefined, entries: [] } }],
    ['one ran for longer than a minute', [...three(), task('d', { stoppedAt: 1_070_001 })], {}],
    ['one is not over yet', [...three(), task('d', { stoppedAt: undefined })], {}],
    ['one was healthy', [...three(), task('d', { health: 'HEALTHY' })], {}],
    ['ECS ended them', three({ stopCode: 'ServiceSchedulerInitiated' }), {}],
    ['SIGTERM ended them', three({ containers: [container({ exitCode: 143 })] }), {}],
    ['they belong to another deployment', three({ startedBy: 'ecs-svc/41' }), {}],
    ['they belong to another release', three({ taskDefinition: 'arn:old' }), {}],
    [
      'the registry did not answer',
      three().map(({ id }) => notStarted(id, 'CannotPullContainerError: i/o timeout')),
      {},
    ],
    [
      'the registry limits pulls',
      three().map(({ id }) =>
        notStarted(id, 'CannotPullContainerError: toomanyrequests: not found'),
      ),
      {},
    ],
    ['the reason is unknown', three().map(({ id }) => notStarted(id, 'Something new')), {}],
    ['nothing has stopped', [], {}],
  ] as const)('%s', (_name, tasks, facts) => {
    expect(reasonOf(tasks, facts)).toBeUndefined()
  })

  test('different exit codes are not the same', () => {
    const codes = [1, 1, 2, 2].map((exitCode, index) =>
      task(`${index}`, { containers: [container({ exitCode })] }),
    )
    expect(reasonOf(codes)).toBeUndefined()
  })

  test('a task that did well is never outvoted', () => {
    const bad = fc.constantFrom(task('x'), notStarted('y', missing), notStarted('z', denied))
    fc.assert(
      fc.property(fc.array(bad, { maxLength: 20 }), fc.nat(20), (tasks, at) => {
        const well = task('well', { stoppedAt: 9_000_000 })
        expect(reasonOf(tasks.toSpliced(at, 0, well))).toBeUndefined()
      }),
    )
  })
})

describe('asking', () => {
  test('takes two reads', async () => {
    const aws = fakeAws(three())
    expect(await lookForHopeless(question(), aws.tasks)).toEqual({
      reason: 'container api exited with 1 (3 times)',
    })
    expect(aws.asked).toEqual(['list web STOPPED', 'describe 3'])
  })

  test('takes one when nothing has stopped, or too much to look at', async () => {
    const none = fakeAws([])
    expect(await lookForHopeless(question(), none.tasks)).toBeUndefined()
    const many = fakeAws(Array.from({ length: 101 }, (_, index) => task(`${index}`)))
    expect(await lookForHopeless(question(), many.tasks)).toBeUndefined()
    expect([...none.asked, ...many.asked]).toEqual(['list web STOPPED', 'list web STOPPED'])
  })

  test('is no answer when it is refused, and ends when it is cancelled', async () => {
    const { tasks } = fakeAws(three())
    const refused = { ...tasks, describe: () => Promise.reject(refusal('ecs:DescribeTasks')) }
    expect(await lookForHopeless(question(), refused)).toBeUndefined()
    const cancelled = { ...tasks, list: () => Promise.reject(new Error('cancelled')) }
    await expect(lookForHopeless(question(), cancelled)).rejects.toThrow('cancelled')
  })

  test('is no answer when a task is gone: it may have been well', async () => {
    const { tasks } = fakeAws(three())
    const gone = {
      ...tasks,
      list: async () => [...three().map(({ arn }) => arn), 'arn:gone'],
    }
    expect(await lookForHopeless(question(), gone)).toBeUndefined()
  })
})
