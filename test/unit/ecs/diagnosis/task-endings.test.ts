import { groupedEndings, sameReason } from '@ci-kit/ecs/diagnosis/causes'
import { eventEndings, taskIdsIn } from '@ci-kit/ecs/diagnosis/event-endings'
import { likelyOwnTasks, ownTasks } from '@ci-kit/ecs/diagnosis/own-tasks'
import { taskEndings } from '@ci-kit/ecs/diagnosis/task-endings'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { container, notStarted, rollout, task } from './task-samples.ts'

const essential = new Set(['api', 'worker'])
const exits = (...codes: [string, number, string?][]) =>
  taskEndings(
    task('a', {
      containers: codes.map(([name, exitCode, reason = '']) =>
        container({ name, exitCode, reason }),
      ),
    }),
    essential,
  ).map(({ container, exitCode, rank }) => `${container} ${exitCode} ${rank}`)

describe('how a task ended', () => {
  test('the essential container that failed stands before what was killed with it', () => {
    expect(exits(['proxy', 137], ['api', 1])).toEqual(['api 1 own', 'proxy 137 beside'])
    expect(exits(['proxy', 1], ['api', 143])).toEqual(['api 143 own', 'proxy 1 beside'])
    expect(exits(['worker', 143], ['api', 137])).toEqual(['api 137 own', 'worker 143 beside'])
    expect(exits(['worker', 137], ['api', 137, 'OutOfMemoryError: x'])).toEqual([
      'api 137 own',
      'worker 137 beside',
    ])
  })

  test('an essential container that ended well ended its task all the same', () => {
    expect(exits(['api', 0], ['worker', 143])).toEqual(['api 0 own', 'worker 143 beside'])
    expect(exits(['proxy', 143], ['api', 0])).toEqual(['api 0 own', 'proxy 143 beside'])
    expect(exits(['api', 1], ['proxy', 0])).toEqual(['api 1 own'])
  })

  test('what ECS stopped has no telling exit codes', () => {
    const scaled = task('a', {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
      containers: [container({ exitCode: 137 })],
    })
    expect(taskEndings(scaled, essential)).toMatchObject([
      { rank: 'stopped', container: undefined, exitCode: undefined },
    ])
  })

  test('failed health checks are told of the container that is unhealthy', () => {
    const unhealthy = task('a', {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
      containers: [
        container({ name: 'proxy', exitCode: 0 }),
        container({ exitCode: 137, health: 'UNHEALTHY' }),
      ],
    })
    expect(taskEndings(unhealthy, essential)).toMatchObject([
      { rank: 'health', container: 'api', exitCode: undefined },
    ])
  })

  test('a task that never started is told by its reason, and by its container where that has one', () => {
    const reason = 'CannotPullContainerError: x'
    expect(taskEndings(notStarted('a', reason), essential)).toMatchObject([
      { container: undefined, reason, stopCode: 'TaskFailedToStart', rank: 'own' },
    ])
    const named = {
      ...notStarted('a', 'Task failed to start'),
      containers: [container({ reason })],
    }
    expect(taskEndings(named, essential)).toMatchObject([{ container: 'api', reason }])
  })
})

describe('equal endings', () => {
  const causes = (...reasons: string[]) =>
    groupedEndings(reasons.flatMap((reason) => taskEndings(notStarted('a', reason), essential)))

  test('are counted once, in spite of digests, ids, addresses and times', () => {
    const pull = (hex: string, host: number) =>
      `CannotPullContainerError: a@sha256:${hex.repeat(64)} retried ${host} time(s): dial tcp 10.0.0.${host}:443 at 2026-11-0${host}T10:00:00Z request ${hex.repeat(8)}-1111-1111-1111-${hex.repeat(12)}`
    const [cause, ...others] = causes(pull('a', 1), pull('b', 2), pull('c', 3))
    expect(others).toEqual([])
    expect(cause).toMatchObject({ count: 3, reason: pull('a', 1) })
  })

  test('differ by container, exit code and codes of a health check', () => {
    expect(causes('codes: [502]', 'codes: [404]')).toHaveLength(2)
    const of = (name: string, exitCode: number) =>
      taskEndings(task('a', { containers: [container({ name, exitCode })] }), essential)
    expect(groupedEndings([...of('api', 1), ...of('api', 2), ...of('worker', 1)])).toHaveLength(3)
  })

  test('come most telling first, what ECS stopped last', () => {
    const stopped = (id: string) =>
      task(id, { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity' })
    const spot = task('s', { stopCode: 'SpotInterruption', stoppedReason: 'Spot' })
    const all = [stopped('1'), stopped('2'), stopped('3'), spot, task('own')]
    const endings = [
      ...all.flatMap((entry) => taskEndings(entry, essential)),
      ...eventEndings([
        { id: 'e', at: 1, message: '(service web) was unable to place a task because x.' },
      ]),
    ]
    expect(groupedEndings(endings).map(({ stopCode }) => stopCode)).toEqual([
      'EssentialContainerExited',
      'Placement',
      'SpotInterruption',
      'ServiceSchedulerInitiated',
    ])
  })

  test('none is lost, none is made up, and the order of tasks does not count', () => {
    const reason = fc.constantFrom(
      'a',
      'b sha256:aaaaaaaa',
      'b sha256:bbbbbbbb',
      'port 1',
      'port 2',
    )
    fc.assert(
      fc.property(fc.array(reason, { maxLength: 30 }), (reasons) => {
        const grouped = causes(...reasons)
        expect(grouped.reduce((sum, { count }) => sum + count, 0)).toBe(reasons.length)
        expect(grouped).toHaveLength(new Set(reasons.map(sameReason)).size)
        const counts = (list: typeof grouped) =>
          list.map(({ reason, count }) => `${sameReason(reason)} ${count}`).toSorted()
        expect(counts(causes(...reasons.toReversed()))).toEqual(counts(grouped))
      }),
    )
  })

  test('hostile reasons are one short line', () => {
    const [cause] = causes(`a\n::error::b${'x'.repeat(1_000_000)}`)
    expect(cause?.reason).toMatch(/^a\\n::error::bx+… \(\d+ more characters\)$/)
    expect(cause?.reason.length).toBeLessThan(1_100)
  })
})

describe('events', () => {
  const id = 'ab'.repeat(16)
  const event = (message: string, at = 1) => ({ id: `${at}`, at, message })

  test('name tasks, the latest first', () => {
    const events = [
      event(`(service web) has started 1 tasks: (task ${id}).`, 1),
      event(`(service web) (task ${'cd'.repeat(16)}) failed container health checks.`, 2),
      event('(service web) (task no-id) failed.', 3),
    ]
    expect(taskIdsIn(events, 10)).toEqual(['cd'.repeat(16), id])
    expect(taskIdsIn(events, 1)).toEqual(['cd'.repeat(16)])
  })

  test('tell of placement and of targets, and of nothing else', () => {
    const endings = eventEndings([
      event('(service web) has reached a steady state.'),
      event(
        '(service web) was unable to place a task because x. For more information, see the Troubleshooting section.',
      ),
      event(
        '(service web) (port 80) is unhealthy in (target-group t) due to (reason codes: [502]).',
      ),
    ])
    expect(endings).toMatchObject([
      { stopCode: 'Placement', reason: 'was unable to place a task because x.' },
      {
        stopCode: 'Unhealthy',
        reason: '(port 80) is unhealthy in (target-group t) due to (reason codes: [502]).',
      },
    ])
  })
})

describe('tasks of a rollout', () => {
  test('are those that its deployment started', () => {
    const old = task('old', { startedBy: 'ecs-svc/41' })
    const other = task('other', { taskDefinition: 'arn:other' })
    expect(ownTasks([old, other, task('own')], rollout()).map(({ id }) => id)).toEqual(['own'])
  })

  test('without an id are those since it began', () => {
    const before = task('before', { createdAt: 999_999 })
    const without = { ...rollout(), primary: undefined }
    expect(ownTasks([before, task('own')], without).map(({ id }) => id)).toEqual(['own'])
    const foreign = task('x', { startedBy: 'somebody' })
    expect(ownTasks([foreign], rollout())).toEqual([])
    expect(likelyOwnTasks([foreign, { ...foreign, createdAt: 1 }], rollout())).toEqual([foreign])
    expect(likelyOwnTasks([foreign, task('own')], rollout()).map(({ id }) => id)).toEqual(['own'])
  })
})
