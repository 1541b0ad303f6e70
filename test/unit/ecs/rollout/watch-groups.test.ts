import { describe, expect, test } from '@jest/globals'
import { breakerTrips, othersDeploy, rollbackEnds, succeeds } from './model-transitions.ts'
import { denied, deploymentArn, NEW } from './samples.ts'
import { watching } from './watching.ts'

const at = (seconds: number, what: typeof succeeds) => ({ at: seconds * 1000, what })

const GROUP = {
  web: [at(90, breakerTrips), at(100, rollbackEnds)],
  api: [at(40, succeeds)],
  jobs: [at(600, succeeds)],
}

describe('several services', () => {
  test('share the calls of a look', async () => {
    const scripts = { web: [at(60, succeeds)], api: [at(60, succeeds)] }
    const { results, model } = await watching({ scripts })
    expect(results).toMatchObject([
      { service: 'web', outcome: { kind: 'succeeded' } },
      { service: 'api', outcome: { kind: 'succeeded' } },
    ])
    // Two lists and one look at the revisions, then two calls for both of them.
    expect(model.calls).toHaveLength(2 + 1 + 2 * 20)
  })

  test('fall together: what is in progress is rolled back, what has ended is told', async () => {
    const { results, model } = await watching({ scripts: GROUP })
    expect(results).toMatchObject([
      { service: 'web', outcome: { kind: 'rolled-back' }, stopped: undefined },
      { service: 'api', outcome: { kind: 'succeeded' }, stopped: undefined },
      {
        service: 'jobs',
        outcome: { kind: 'rolled-back', reason: expect.stringContaining('Service web') },
        stopped: { reason: expect.stringContaining('Service web') },
      },
    ])
    expect(model.stops).toEqual([deploymentArn('ours', 'jobs')])
  })

  test('stand alone where that is wanted', async () => {
    const { results, model } = await watching({ scripts: GROUP, settings: { group: 'leave' } })
    expect(results.map(({ outcome }) => outcome.kind)).toEqual([
      'rolled-back',
      'succeeded',
      'succeeded',
    ])
    expect(model.stops).toEqual([])
  })

  test('do not fall because somebody else deployed one of them', async () => {
    const scripts = { web: [at(30, othersDeploy(NEW))], api: [at(90, succeeds)] }
    const { results } = await watching({ scripts })
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['superseded', 'succeeded'])
  })

  test('that cannot be stopped are watched to their own end', async () => {
    const operation = 'StopServiceDeployment'
    const { results, notices } = await watching({
      scripts: GROUP,
      fault: (asked) => (asked === operation ? denied(operation) : undefined),
    })
    expect(results[2]).toMatchObject({ outcome: { kind: 'succeeded' }, stopped: undefined })
    expect(notices).toEqual([expect.stringContaining('ecs:StopServiceDeployment')])
  })

  test('that are only known by deployments[] are told once that they go on', async () => {
    const operation = 'ListServiceDeployments'
    const { results, notices } = await watching({
      scripts: GROUP,
      fault: (asked) => (asked === operation ? denied(operation) : undefined),
    })
    expect(results[2]).toMatchObject({ outcome: { kind: 'succeeded' } })
    expect(notices).toHaveLength(2)
  })

  test('can begin one after the other', async () => {
    const { results } = await watching({
      scripts: { web: [at(30, succeeds)], api: [at(90, succeeds)] },
      play: async (watch, start) => {
        const first = await watch.add(start('web'))
        return [first, await watch.add(start('api'))]
      },
    })
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['succeeded', 'succeeded'])
  })

  test('are each watched once', async () => {
    const twice = watching({
      play: (watch, start) => Promise.all([watch.add(start('web')), watch.add(start('web'))]),
    })
    await expect(twice).rejects.toThrow('Service web is deployed twice in one step. Name it once.')
  })
})

describe('a cancelled job', () => {
  const scripts = { web: [], api: [at(20, succeeds)], jobs: [] }

  test('rolls back all that is active, with one call each, and is out at once', async () => {
    const { results, model, tookMs } = await watching({
      scripts,
      cancelAt: 61_000,
      latency: () => 300,
    })
    expect(results.map(({ outcome }) => outcome.kind)).toEqual([
      'cancelled',
      'succeeded',
      'cancelled',
    ])
    expect(model.stops).toEqual([deploymentArn('ours', 'web'), deploymentArn('ours', 'jobs')])
    expect(tookMs).toBeLessThan(62_000)
  })

  test.each([
    ['before anything was seen', 1_000, 300],
    ['while ECS hangs', 31_000, 600_000],
  ])('is out in less than 5 s %s', async (_, cancelAt, latency) => {
    const { results, tookMs } = await watching({ cancelAt, latency: () => latency })
    expect(results).toMatchObject([{ outcome: { kind: 'cancelled' } }])
    expect(tookMs - cancelAt).toBeLessThan(5_000)
  })

  test('finds the deployment that it has not seen yet', async () => {
    const { model, results } = await watching({ cancelAt: 1_000 })
    expect(model.stops).toEqual([deploymentArn('ours')])
    expect(results[0]?.stopped).toEqual({ reason: 'The job was cancelled.' })
  })

  test('also rolls back what was being started meanwhile', async () => {
    const { model, results } = await watching({
      scripts: { web: [], api: [] },
      cancelAt: 31_000,
      play: async (watch, start) => {
        const first = await watch.add(start('web'))
        return [first, await watch.add(start('api'))]
      },
    })
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['cancelled', 'cancelled'])
    expect(model.stops).toEqual([deploymentArn('ours', 'web'), deploymentArn('ours', 'api')])
  })

  test('leaves it where that is wanted', async () => {
    const { model, results } = await watching({
      cancelAt: 31_000,
      settings: { onCancel: 'leave' },
    })
    expect(results).toMatchObject([{ outcome: { kind: 'cancelled' }, stopped: undefined }])
    expect(model.stops).toEqual([])
  })

  test('does not stop again what is being stopped', async () => {
    const { model, results, tookMs, cancelledAt } = await watching({
      cancelAfterStop: 200,
      latency: () => 600,
      hopeless: async () => ({ reason: 'The image cannot be pulled.' }),
    })
    expect(results).toMatchObject([
      { outcome: { kind: 'cancelled' }, stopped: { reason: 'The job was cancelled.' } },
    ])
    expect(model.stops).toHaveLength(1)
    expect(tookMs - (cancelledAt ?? 0)).toBeLessThan(1_000)
  })
})
