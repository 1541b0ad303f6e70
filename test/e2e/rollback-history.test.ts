import { expect, test } from '@jest/globals'
import { onBench } from './rollback-workbench.ts'

// web:1 is a and web:2 is b from before the first record.
test.concurrent.each(['github', 'deployments.json', 'none'])(
  'two rollbacks go behind the good release and never back to the bad one, with ledger %s',
  (ledger) =>
    onBench({ ledger }, async ({ deploy, rollback, running }) => {
      expect((await deploy('c')).exitCode).toBe(0)
      expect((await deploy('d')).exitCode).toBe(0)
      expect(await running()).toBe('web:4 is d')
      const first = await rollback({ reason: 'checkout is broken' })
      expect(first).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
      expect(await running()).toBe('web:3 is c')
      const second = await rollback()
      expect(second).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
      expect(await running()).toBe('web:2 is b')
      const third = await rollback()
      expect(third).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
      expect(await running()).toBe('web:1 is a')
      const fourth = await rollback()
      expect(fourth).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
      expect(fourth.log).toContain('web:4')
      expect(await running()).toBe('web:1 is a')
    }),
  60_000,
)

test.concurrent.each(['github', 'none'])(
  'what somebody went away from stays away after further deployments, with ledger %s',
  (ledger) =>
    onBench({ ledger }, async ({ deploy, rollback, running }) => {
      expect((await deploy('c')).exitCode).toBe(0)
      expect((await rollback()).exitCode).toBe(0)
      expect(await running()).toBe('web:2 is b')
      expect((await deploy('d')).exitCode).toBe(0)
      expect((await rollback()).exitCode).toBe(0)
      expect(await running()).toBe('web:2 is b')
      expect((await rollback()).exitCode).toBe(0)
      expect(await running()).toBe('web:1 is a')
    }),
  60_000,
)

test.concurrent(
  'a release that ECS calls a success and the health check does not is no target',
  () =>
    onBench({}, async ({ deploy, rollback, running }) => {
      const sick = { 'health-url': 'http://127.0.0.1:1/', 'health-timeout-seconds': '1' }
      const left = await deploy('c', { ...sick, 'on-failure': 'leave' })
      expect(left).toMatchObject({ exitCode: 1, outputs: { outcome: 'failed' } })
      expect((await deploy('d')).exitCode).toBe(0)
      expect((await rollback()).exitCode).toBe(0)
      expect(await running()).toBe('web:2 is b')
    }),
  60_000,
)
