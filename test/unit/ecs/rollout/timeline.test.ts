import type { Sight } from '@ci-kit/ecs/rollout/sight'
import { momentsBetween } from '@ci-kit/ecs/rollout/timeline'
import { watched, withSight } from '@ci-kit/ecs/rollout/watched'
import { expect, test } from '@jest/globals'
import { aDeployment, aHook, aService, aStarted, START } from './samples.ts'

const sight = (changes: Parameters<typeof aDeployment>[0]): Sight => ({
  deployment: aDeployment(changes),
  newer: [],
  service: aService(),
})

const target = {
  arn: 'r',
  requested: 4,
  running: 3,
  pending: 1,
  productionWeight: 20,
  testWeight: undefined,
}

test.each<[string, Parameters<typeof aDeployment>[0], string, number]>([
  ['status', { status: 'SUCCESSFUL', finishedAt: START + 5 }, 'SUCCESSFUL', START + 5],
  ['stage', { stage: 'BAKE_TIME' }, 'BAKE_TIME', 7],
  [
    'breaker',
    { circuitBreaker: { status: 'MONITORING', failures: 2, threshold: 3 } },
    'circuit breaker MONITORING: 2 of 3 failed tasks',
    7,
  ],
  [
    'alarm',
    { alarms: { status: 'TRIGGERED', names: [], triggered: ['a\nb'] } },
    'alarms fired: a\\nb',
    7,
  ],
  ['hook', { hooks: [aHook()] }, 'hook hook-1 waits for somebody', 7],
])('%s is a moment when it changes, and only then', (kind, changes, text, at) => {
  const [before, after] = [sight({}), sight(changes)]
  expect(momentsBetween(aStarted(), before, after, 7)).toEqual([{ at, kind, text }])
  expect(momentsBetween(aStarted(), after, after, 8)).toEqual([])
})

test('tasks and traffic of the new revision are moments', () => {
  expect(momentsBetween(aStarted(), sight({}), sight({ target }), 7)).toEqual([
    { at: 7, kind: 'tasks', text: '3 of 4 new tasks run, 0 old' },
    { at: 7, kind: 'traffic', text: 'the new tasks get 20 % of the traffic' },
  ])
})

test('events of the service since the start are kept once each, oldest first', () => {
  const event = (id: string, at: number) => ({ id, at: START + at, message: `${id}\n` })
  const seeing = (...ids: readonly (readonly [string, number])[]): Sight => ({
    ...sight({}),
    service: aService({ events: ids.map(([id, at]) => event(id, at)) }),
  })
  const first = withSight(watched(aStarted(), 0), seeing(['b', 2], ['a', 1], ['old', -1]), 7)
  const second = withSight(first, seeing(['c', 3], ['b', 2], ['a', 1]), 8)
  expect(second.events.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(second.timeline.filter(({ kind }) => kind === 'event')).toEqual([
    { at: START + 1, kind: 'event', text: 'a\\n' },
    { at: START + 2, kind: 'event', text: 'b\\n' },
    { at: START + 3, kind: 'event', text: 'c\\n' },
  ])
})
