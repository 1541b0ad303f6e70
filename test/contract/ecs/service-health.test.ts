import { createServer, type Server } from 'node:http'
import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Alarm } from '@ci-kit/ecs/adapters/alarms'
import { type HealthWishes, serviceHealth } from '@ci-kit/ecs/adapters/service-health'
import { afterEach, expect, test } from '@jest/globals'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }),
  )
})

/** An address that answers with these statuses, the last for ever. */
const answering = async (...statuses: readonly number[]) => {
  const left = [...statuses]
  const agents: unknown[] = []
  const server = createServer((request, response) => {
    agents.push(request.headers['user-agent'])
    response.writeHead((left.length > 1 ? left.shift() : left[0]) ?? 500).end('broken')
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return { url: new URL(`http://127.0.0.1:${port}/health`), agents }
}

const expected = [{ from: 200, to: 299 }]
const nothing = { url: undefined, expected, timeoutSeconds: 1 }

const health = async (wishes: HealthWishes, state: Alarm['state'] | Error = 'OK') => {
  const asked: unknown[] = []
  const lines: string[] = []
  const ports = {
    alarms: async (names: readonly string[]): Promise<readonly Alarm[]> => {
      asked.push(names)
      if (state instanceof Error) throw state
      return names.map((name) => ({ name, state, reason: 'too many errors' }))
    },
    log: { info: (text: string) => void lines.push(text) },
  }
  const told = await serviceHealth(wishes, ports, new AbortController().signal)
  return { told, asked, lines }
}

test('with nothing to ask it is healthy, and nobody is asked', async () => {
  const { told, asked } = await health({ address: nothing, alarms: { names: [], bakeMs: 0 } })
  expect(told).toEqual({ outcome: 'healthy', notes: [] })
  expect(asked).toEqual([])
})

test('one good answer is enough, and the log tells of it', async () => {
  const { url, agents } = await answering(200)
  const { told, lines } = await health({ address: { ...nothing, url, timeoutSeconds: 5 } })
  expect(told).toEqual({ outcome: 'healthy', notes: [] })
  expect(agents).toEqual(['ci-kit'])
  expect(lines.join()).toContain('status 200')
})

test('what does not answer well in its time is unhealthy, with the last answer', async () => {
  const { url } = await answering(503)
  const { told } = await health({ address: { ...nothing, url } })
  expect(told).toMatchObject({
    outcome: 'unhealthy',
    reason: expect.stringMatching(/within 1\.0 s.*status 503 with "broken"/),
  })
})

test('an alarm that fires is unhealthy, whatever the address answers', async () => {
  const { url } = await answering(200)
  const alarms = { names: ['errors'], bakeMs: 0 }
  const { told } = await health({ address: { ...nothing, url }, alarms }, 'ALARM')
  expect(told).toMatchObject({ outcome: 'unhealthy', reason: expect.stringContaining("'errors'") })
})

test('alarms that cannot be read are not healthy', async () => {
  const denied = new AwsRefusal('AWS denies cloudwatch:DescribeAlarms', {
    action: 'cloudwatch:DescribeAlarms',
    code: 'AccessDenied',
    reason: 'no',
    status: 403,
    denied: true,
    throttled: false,
  })
  const wishes = { address: nothing, alarms: { names: ['errors'], bakeMs: 0 } }
  await expect(health(wishes, denied)).rejects.toBe(denied)
})
