import { breaking } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { inTurn, ok } from '@ci-kit/local-aws/ecs/rollouts'
import { webScenario, webTask } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { DAY, onBench } from './rollback-workbench.ts'

const HOUR = 3_600_000
const NOT_WAITED = { 'wait-for-service-stability': 'false' }

test.concurrent(
  'a deployment that goes on is stopped with a rollback, and the next one goes behind its source',
  () =>
    onBench(
      { scenario: webScenario({ rollout: inTurn(ok(HOUR), ok()) }) },
      async ({ deploy, rollback, running, writes, aws }) => {
        expect((await deploy('c', NOT_WAITED)).outputs.outcome).toBe('started')
        const stopped = await rollback()
        expect(stopped).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
        expect(await running()).toBe('web:2 is b')
        expect(writes()).toEqual([
          'RegisterTaskDefinition',
          'UpdateService',
          'StopServiceDeployment',
        ])
        const { input } =
          aws.requests.find((one) => one.operation === 'StopServiceDeployment') ?? {}
        expect(input).toMatchObject({ stopType: 'ROLLBACK' })
        expect(await rollback()).toMatchObject({ exitCode: 0 })
        expect(await running()).toBe('web:1 is a')
      },
    ),
  60_000,
)

test.concurrent(
  'a deployment that ends well before it is stopped is rolled back by an update',
  () =>
    onBench(
      { latency: 200, scenario: webScenario({ rollout: inTurn(ok(HOUR), ok()) }) },
      async ({ deploy, rollback, running, writes, aws }) => {
        expect((await deploy('c', NOT_WAITED)).exitCode).toBe(0)
        const onLine = (line: string) => {
          if (line.includes(' is stopped.')) aws.advance(HOUR)
        }
        const ended = await rollback({}, { onLine })
        expect(ended).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
        expect(await running()).toBe('web:2 is b')
        expect(writes().slice(2)).toEqual(['StopServiceDeployment', 'UpdateService'])
      },
    ),
  60_000,
)

test.concurrent(
  'a stuck deployment without an earlier success is refused',
  () =>
    onBench(
      {
        scenario: webScenario({
          service: {
            history: [{ taskDefinition: 'web:1', age: HOUR, status: 'STOPPED' }],
            settings: {
              deploymentConfiguration: {
                deploymentCircuitBreaker: { enable: true, rollback: true },
              },
            },
          },
          rollout: () => breaking(),
        }),
      },
      async ({ deploy, rollback, writes }) => {
        expect((await deploy('c', NOT_WAITED)).exitCode).toBe(0)
        const before = writes().length
        const ended = await rollback()
        expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'refused' } })
        expect(ended.log).toContain('no earlier completed one to go back to')
        expect(writes().length).toBe(before)
      },
    ),
  60_000,
)

test.concurrent(
  'a rollback that is cancelled leaves ECS to it, and says so',
  () =>
    onBench(
      { scenario: webScenario({ rollout: inTurn(ok(HOUR)) }) },
      async ({ rollback, running, writes, github }) => {
        const controller = new AbortController()
        let cancelledAt = 0
        const onLine = (line: string) => {
          if (controller.signal.aborted || !line.includes('new tasks running')) return
          cancelledAt = performance.now()
          controller.abort()
        }
        const ended = await rollback({}, { signal: controller.signal, onLine })
        // In milliseconds: by then GitHub ends it without asking.
        expect(performance.now() - cancelledAt).toBeLessThan(7_500)
        expect(ended.exitCode).toBe(130)
        expect(ended.summary).toContain('Rollback cancelled')
        expect(ended.log).toContain('ECS goes on with the rollback')
        expect(writes()).toEqual(['UpdateService'])
        expect(await running()).toBe('web:1 is a')
        expect(github.deployments.map(({ task }) => task)).toEqual(['rollback'])
      },
    ),
  60_000,
)

test.concurrent(
  'a rollback whose tasks die is red with the cause',
  () =>
    onBench(
      { scenario: webScenario({ rollout: () => breaking() }) },
      async ({ rollback, writes }) => {
        const ended = await rollback()
        expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'failed' } })
        expect(ended.log).toContain('container web exited with 1')
        expect(ended.summary).toContain('#### Causes')
        expect(writes()).toEqual(['UpdateService'])
      },
    ),
  60_000,
)

test.concurrent(
  'after a rollback whose tasks die, the next one goes further back',
  () =>
    onBench(
      {
        scenario: {
          rollout: inTurn(breaking(), ok()),
          taskDefinitions: [...'abc'].map((letter) => ({ document: webTask(letter) })),
          services: [
            {
              name: 'web',
              history: [3, 2, 1].map((age, at) => ({
                taskDefinition: `web:${at + 1}`,
                age: age * DAY,
              })),
            },
          ],
        },
      },
      async ({ rollback, running }) => {
        expect((await rollback()).outputs.outcome).toBe('failed')
        const again = await rollback()
        expect(again).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
        expect(await running()).toBe('web:1 is a')
      },
    ),
  60_000,
)
