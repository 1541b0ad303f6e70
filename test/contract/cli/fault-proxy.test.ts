import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type FaultProxy, type FaultRule, faultProxy } from '../../fakes/fault-proxy.ts'

let server: Server
let target: string
let proxy: FaultProxy
beforeEach(async () => {
  server = createServer(async (request, response) => {
    const body: Buffer[] = []
    for await (const piece of request) body.push(piece)
    const { method, url, headers } = request
    response.writeHead(201, { location: `http://${headers.host}${url}` })
    response.end(`${method} ${Buffer.concat(body)}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  target = `127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
})
afterEach(async () => {
  await proxy.stop()
  await new Promise((resolve) => server.close(resolve))
})

const through = async (rules: readonly FaultRule[]) => {
  proxy = await faultProxy(target, rules)
  return (path: string, init: RequestInit = {}) => fetch(`http://${proxy.address}${path}`, init)
}

describe('faultProxy', () => {
  test('passes on what no rule names, and keeps clients on its own address', async () => {
    const get = await through([{ path: /^\/other/, status: 500 }])
    const response = await get('/v2/a', { method: 'PUT', body: 'bytes' })
    expect(response.status).toBe(201)
    expect(response.headers.get('location')).toBe(`http://${proxy.address}/v2/a`)
    expect(await response.text()).toBe('PUT bytes')
    expect(proxy.seen).toEqual([{ method: 'PUT', path: '/v2/a', status: 201 }])
  })

  test('answers in place of the target, as often as the rule says', async () => {
    const headers = { 'retry-after': '1' }
    const get = await through([{ method: 'POST', path: /uploads/, status: 429, headers, times: 2 }])
    const post = async () =>
      (await get('/v2/a/blobs/uploads/', { method: 'POST', body: 'x' })).status
    expect([await post(), await post(), await post()]).toEqual([429, 429, 201])
    expect((await get('/v2/a/blobs/uploads/')).status).toBe(201)
  })

  test('closes connections', async () => {
    const get = await through([{ path: /gone/, reset: true }])
    await expect(get('/gone')).rejects.toThrow('fetch failed')
    expect(proxy.seen).toEqual([{ method: 'GET', path: '/gone', status: 0 }])
  })

  test('takes its time', async () => {
    const get = await through([{ path: /slow/, delayMs: 120 }])
    const started = performance.now()
    expect((await get('/slow')).status).toBe(201)
    expect(performance.now() - started).toBeGreaterThanOrEqual(110)
  })
})
