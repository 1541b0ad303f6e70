import { UserError } from '@ci-kit/core/errors'
import { type EndRolloutPorts, endRollout } from '@ci-kit/deploy-ecs/deploy/end-rollout'
import { expect, test } from '@jest/globals'
import { aResult } from '../group/endings.ts'

const NOTHING = { service: 'web', causes: [], targets: [], firedAlarms: [], unknown: [] }

const ending = async (
  kind: Parameters<typeof aResult>[1],
  about: Partial<EndRolloutPorts> & { readonly cancelled?: boolean } = {},
) => {
  const calls: string[] = []
  const cancelling = new AbortController()
  if (about.cancelled) cancelling.abort()
  const ended = await endRollout(aResult('web', kind), {
    cancellation: cancelling.signal,
    health: async () => {
      calls.push('health')
      return { outcome: 'healthy', notes: [] }
    },
    diagnose: async () => {
      calls.push('diagnose')
      return NOTHING
    },
    takeBack: async (result) => {
      calls.push('take back')
      return { ...result, outcome: { kind: 'rolled-back', reason: 'taken back' } }
    },
    ...about,
  })
  return { calls, ...ended }
}

test.each([
  ['succeeded', ['health'], 'succeeded'],
  ['failed', ['diagnose', 'take back'], 'rolled-back'],
  ['timed-out', ['diagnose', 'take back'], 'rolled-back'],
  ['rolled-back', ['diagnose', 'take back'], 'rolled-back'],
  ['paused', [], 'paused'],
  ['superseded', [], 'superseded'],
  ['cancelled', [], 'cancelled'],
] as const)('%s is followed by %j', async (kind, calls, outcome) => {
  const ended = await ending(kind)
  expect(ended.calls).toEqual(calls)
  expect(ended.result.outcome.kind).toBe(outcome)
})

test.each([
  ['that is bad', async () => ({ outcome: 'unhealthy' as const, reason: '500' }), '500'],
  ['that cannot be asked for', () => Promise.reject(new UserError('denied')), 'denied'],
])('health %s is a failure', async (_, health, reason) => {
  const ended = await ending('succeeded', { health, takeBack: async (result) => result })
  expect(ended.result.outcome).toEqual({ kind: 'failed', reason })
  expect(ended.diagnosis).toBe(NOTHING)
})

test('a check that the cancellation cut off proves nothing', async () => {
  const health = () => Promise.reject(new Error('aborted'))
  const { result } = await ending('succeeded', { health, cancelled: true })
  expect(result.outcome).toEqual({ kind: 'cancelled' })
})

test('a cause that cannot be asked for keeps nobody from going back', async () => {
  const diagnose = () => Promise.reject(new UserError('denied'))
  const { result, diagnosis } = await ending('failed', { diagnose })
  expect(result.outcome.kind).toBe('rolled-back')
  expect(diagnosis?.unknown).toEqual([expect.stringContaining('denied')])
})

test('a cancelled job begins no rollback', async () => {
  const { calls, result } = await ending('failed', { cancelled: true })
  expect(calls).not.toContain('take back')
  expect(result.outcome.kind).toBe('failed')
})

test('a bug is not told as bad health', async () => {
  const health = () => Promise.reject(new TypeError('bug'))
  await expect(ending('succeeded', { health })).rejects.toThrow('bug')
})
