import { createServer } from 'node:http'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { onBench } from './rollback-workbench.ts'

const web = webScenario()
const two = {
  ...web,
  services: (web.services ?? []).flatMap((service) => [service, { ...service, name: 'worker' }]),
}

test.concurrent(
  'several services go back together',
  () =>
    onBench({ scenario: two }, async ({ rollback, running, writes, github }) => {
      const ended = await rollback({ service: 'web, worker' })
      expect(ended).toMatchObject({ exitCode: 0, outputs: { outcome: 'rolled-back' } })
      expect([await running('web'), await running('worker')]).toEqual(['web:1 is a', 'web:1 is a'])
      expect(writes()).toEqual(['UpdateService', 'UpdateService'])
      expect(github.deployments).toHaveLength(2)
    }),
  60_000,
)

test.concurrent(
  'the typical way asks AWS at most six times before the update, and waits for nothing',
  () =>
    onBench({}, async ({ deploy, rollback, aws }) => {
      expect((await deploy('c')).exitCode).toBe(0)
      const first = aws.requests.length
      expect((await rollback()).exitCode).toBe(0)
      const asked = aws.requests.slice(first)
      const update = asked.findIndex(({ operation }) => operation === 'UpdateService')
      expect(asked.slice(0, update).map(({ operation }) => operation)).toEqual([
        'DescribeServices',
        'ListServiceDeployments',
        'DescribeServiceRevisions',
        'DescribeTaskDefinition',
        'DescribeImages',
      ])
      const [from, to] = [asked[0]?.realAt, asked[update]?.realAt]
      expect((to ?? Number.NaN) - (from ?? Number.NaN)).toBeLessThan(10_000)
    }),
  60_000,
)

const alarmed = webScenario({
  service: {
    settings: {
      deploymentConfiguration: {
        alarms: { enable: true, rollback: true, alarmNames: ['5xx', 'latency'] },
      },
    },
  },
})

test.concurrent('an alarm that fires already is told, as ECS will not look at it', () => {
  const alarm = (name: string, state: 'ALARM' | 'OK') => ({
    name,
    kind: 'metric' as const,
    states: [{ at: 0, state, reason: '' }],
  })
  return onBench(
    { scenario: alarmed, alarms: [alarm('5xx', 'ALARM'), alarm('latency', 'OK')] },
    async ({ rollback }) => {
      const { exitCode, commands, summary } = await rollback()
      expect(exitCode).toBe(0)
      const warnings = commands.filter(({ name }) => name === 'warning')
      expect(warnings.map(({ message }) => message)).toEqual([
        expect.stringContaining('Alarm 5xx fires already'),
      ])
      expect(summary).toContain('Alarm 5xx fires already')
    },
  )
}, 60_000)

test.concurrent(
  'a rollback after which the health URL does not answer well is red, and is no success in the ledger',
  () =>
    onBench({}, async ({ rollback, running, github }) => {
      const sick = createServer((_request, response) => void response.writeHead(503).end())
      await new Promise<void>((resolve) => sick.listen(0, '127.0.0.1', resolve))
      const bound = sick.address()
      const url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/health`
      const ended = await rollback({ 'health-url': url, 'health-timeout-seconds': '1' })
      sick.closeAllConnections()
      await new Promise((resolve) => sick.close(resolve))
      expect(ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'failed' } })
      expect(ended.log).toMatch(/health check still fails.*503/)
      expect(await running()).toBe('web:1 is a')
      expect(github.deployments[0]?.statuses[0]?.state).toBe('failure')
    }),
  60_000,
)
