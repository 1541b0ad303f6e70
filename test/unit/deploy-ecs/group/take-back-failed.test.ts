import { takeBackFailed } from '@ci-kit/deploy-ecs/group/take-back-failed'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import { expect, test } from '@jest/globals'
import { aService, refusal, revision } from '../../ecs/services/a-service.ts'
import { aResult } from './endings.ts'

const deployed = {
  before: aService(),
  previous: revision(1),
  name: 'web',
  taskDefinition: revision(2),
}

const ports = (end: OutcomeKind | Error, onFailure: 'rollback' | 'leave' = 'rollback') => {
  const calls: string[] = []
  const answer = async (call: string): Promise<RolloutResult> => {
    calls.push(call)
    if (end instanceof Error) throw end
    const moment = { at: 2, kind: 'step', text: 'back' }
    return { ...aResult('web', end), timeline: [moment], tookMs: 5 }
  }
  return {
    calls,
    services: {
      describe: async () => ({
        found: [aService({ taskDefinition: revision(2) })],
        failures: [],
      }),
      update: async () => {
        calls.push('update')
        return aService()
      },
      create: () => Promise.reject(new Error('nothing is created')),
    },
    deployments: { list: async () => [] },
    watch: () => answer('watch'),
    stop: (deployment: string) => answer(`stop ${deployment}`),
    warn: () => undefined,
    onFailure,
  }
}

const stuck = aResult('web', 'timed-out', { status: 'IN_PROGRESS', deployment: 'sd-1' })
const seen = { ...stuck, timeline: [{ at: 1, kind: 'status', text: 'before' }], tookMs: 10 }
const stopped = aResult('web', 'failed', { status: 'STOPPED', deployment: 'sd-1' })

test('an active deployment is stopped, and both timelines are told', async () => {
  const world = ports('rolled-back')
  const result = await takeBackFailed(seen, deployed, world)
  expect(world.calls).toEqual(['stop sd-1'])
  expect(result.outcome).toEqual({
    kind: 'rolled-back',
    reason: 'the time limit was reached: 1 of 2 tasks runs.',
  })
  expect(result.timeline.map(({ text }) => text)).toEqual(['before', 'back'])
  expect(result.tookMs).toBe(15)
})

test('one that is over needs one update', async () => {
  const world = ports('succeeded')
  const result = await takeBackFailed(stopped, deployed, world)
  expect(world.calls).toEqual(['update', 'watch'])
  expect(result.outcome).toEqual({ kind: 'rolled-back', reason: 'tasks stopped' })
})

test.each([
  ['leave', stopped, 'leave'],
  ['superseded', aResult('web', 'superseded'), 'rollback'],
  ['succeeded', aResult('web', 'succeeded'), 'rollback'],
  ['rolled back by ECS', aResult('web', 'rolled-back'), 'rollback'],
] as const)('nothing is done: %s', async (_, result, onFailure) => {
  const world = ports('succeeded', onFailure)
  expect(await takeBackFailed(result, deployed, world)).toBe(result)
  expect(world.calls).toEqual([])
})

test.each<[OutcomeKind | Error, string]>([
  ['failed', 'tasks stopped'],
  ['timed-out', 'it has not ended'],
  [refusal('ThrottlingException'), 'ThrottlingException'],
])('a rollback that is %s leaves a failure with both causes', async (end, words) => {
  const { outcome } = await takeBackFailed(seen, deployed, ports(end))
  const reason = outcome.kind === 'failed' ? outcome.reason : ''
  expect(reason).toContain('the time limit was reached')
  expect(reason).toContain('The rollback did not succeed')
  expect(reason).toContain(words)
})

test('a bug is no result', async () => {
  await expect(takeBackFailed(seen, deployed, ports(new TypeError('bug')))).rejects.toThrow('bug')
})
