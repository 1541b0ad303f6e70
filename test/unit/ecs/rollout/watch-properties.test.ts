import type { AwsRefusal } from '@ci-kit/aws/aws-call'
import { GRACE_MS } from '@ci-kit/ecs/rollout/decide'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Happening } from './ecs-model.ts'
import {
  alarmFires,
  breakerTrips,
  continues,
  goesInactive,
  type ModelState,
  opsStop,
  othersDeploy,
  ours,
  pauses,
  rollbackEnds,
  rollbackFails,
  succeeds,
} from './model-transitions.ts'
import { denied, NEW, OLD, throttled, unanswered, unavailable } from './samples.ts'
import { type Watching, watching } from './watching.ts'

const LIMIT_MS = 420_000

/** A look may hang that long, and so may what is asked after it. */
const HANGING_MS = 60_000

const LONGEST_CALL_MS = 40_000

const what = fc.constantFrom(
  succeeds,
  succeeds,
  succeeds,
  breakerTrips,
  alarmFires,
  rollbackEnds,
  rollbackFails,
  opsStop,
  pauses,
  continues,
  goesInactive,
  othersDeploy(NEW),
  othersDeploy(OLD),
)

const script: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({ at: fc.integer({ min: 100, max: 600_000 }), what }),
  { maxLength: 6 },
)

/** Mostly well, sometimes refused in one of ECS's ways. */
const weather: fc.Arbitrary<(operation: string) => AwsRefusal | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(() => undefined) },
  { weight: 1, arbitrary: fc.constantFrom(throttled, unavailable, unanswered) },
)

const DENIABLE = [
  'ListServiceDeployments',
  'DescribeServiceDeployments',
  'DescribeServiceRevisions',
  'StopServiceDeployment',
]

const seldom = (max: number): fc.Arbitrary<number | undefined> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max }) },
  )

const scene = fc.record({
  web: script,
  api: script,
  weathers: fc.array(weather, { minLength: 1, maxLength: 12 }),
  forbidden: fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...DENIABLE) },
  ),
  lags: fc.array(fc.integer({ min: 0, max: 8_000 }), { minLength: 1, maxLength: 6 }),
  latencies: fc.array(
    fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 900 }) },
      { weight: 1, arbitrary: fc.constant(LONGEST_CALL_MS) },
    ),
    { minLength: 1, maxLength: 9 },
  ),
  hopelessAt: fc.option(fc.integer({ min: 0, max: 300_000 }), { nil: undefined }),
  cancelAt: seldom(500_000),
  cancelAfterStop: seldom(5_000),
  rollbackMs: fc.constantFrom(2_000, 12_000, 3_600_000),
  settings: fc.record({
    onFailure: fc.constantFrom('rollback', 'leave'),
    onCancel: fc.constantFrom('rollback', 'leave'),
    group: fc.constantFrom('rollback', 'leave'),
  }),
  until: fc.constantFrom('end', 'paused', 'BAKE_TIME'),
})

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never

const inTurn = <T>(items: readonly T[]): (() => T | undefined) => {
  let next = 0
  return () => items[next++ % items.length]
}

const play = async (drawn: Scene): Promise<Watching> => {
  const lag = inTurn(drawn.lags)
  const latency = inTurn(drawn.latencies)
  const sky = inTurn(drawn.weathers)
  const { cancelAt, cancelAfterStop, rollbackMs, hopelessAt } = drawn
  let asked = 0
  return watching({
    scripts: { web: drawn.web, api: drawn.api },
    lag: () => lag() ?? 0,
    latency: () => latency() ?? 0,
    fault: (operation) => (operation === drawn.forbidden ? denied(operation) : sky()?.(operation)),
    hopeless: async () => {
      asked += 30_000
      return hopelessAt !== undefined && asked >= hopelessAt ? { reason: 'Hopeless.' } : undefined
    },
    settings: { ...drawn.settings, limitMs: LIMIT_MS },
    started: { until: drawn.until },
    rollbackMs,
    ...(cancelAt === undefined ? {} : { cancelAt }),
    ...(cancelAfterStop === undefined ? {} : { cancelAfterStop }),
  })
}

/** SUCCESSFUL, and what the service is set to. */
const isTrue = (state: ModelState): boolean =>
  ours(state)?.status === 'SUCCESSFUL' &&
  state.service.status === 'ACTIVE' &&
  state.service.deployments.some(({ id, status }) => id === 'ecs-svc/2' && status === 'PRIMARY')

/** What ECS answers may be that old. */
const STALEST_MS = 8_000

/** What is read is told when the others are stopped. */
const STOP_MS = 11_000

test('no interleaving ends in a false success, in two stops, or too late', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (drawn) => {
      const { results, model, tookMs, endedAt, cancelledAt } = await play(drawn)
      expect(results).toHaveLength(2)
      for (const { service, outcome, progress } of results) {
        if (outcome.kind !== 'succeeded') continue
        const since = (endedAt.get(service) ?? 0) - STALEST_MS - STOP_MS
        expect(model.since(service, since).some(isTrue)).toBe(true)
        expect(
          progress.entries.some(({ id, status }) => id === 'ecs-svc/2' && status === 'PRIMARY'),
        ).toBe(true)
      }
      expect(model.stops).toHaveLength(new Set(model.stops).size)
      expect(tookMs).toBeLessThanOrEqual(LIMIT_MS + GRACE_MS + HANGING_MS)
      if (results.some(({ outcome }) => outcome.kind === 'cancelled'))
        expect(tookMs - (cancelledAt ?? 0)).toBeLessThan(5_000)
    }),
    { numRuns: 400 },
  )
}, 240_000)

// The property says nothing when nothing happens. Always the same interleavings, so that this is no matter of luck.
test('the interleavings end in every way', async () => {
  const kinds = new Set<string>()
  for (const drawn of fc.sample(scene, { seed: 4_711, numRuns: 200 })) {
    const { results } = await play(drawn)
    for (const { outcome } of results) kinds.add(outcome.kind)
  }
  expect([...kinds].toSorted()).toEqual([
    'cancelled',
    'failed',
    'paused',
    'rolled-back',
    'succeeded',
    'superseded',
    'timed-out',
  ])
}, 240_000)
