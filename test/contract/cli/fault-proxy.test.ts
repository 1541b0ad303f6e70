import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type FaultProxy, faultProxy } from '../../fakes/fault-proxy.ts'

let server: Server
let target: string
let proxy: FaultProxy
beforeEach(async () => {
  server = createServer(async (request, response) => {
    const left = Symbol('the client has left in the middle of its body')
    const body = await text(request).catch(() => left)
    if (body === left) return
    const { method, url, headers } = request
    response.writeHead(201, { location: `http://${headers.host}${url}` })
    response.end(`${method} ${String(body)}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  target = `127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
})
afterEach(async () => {
  await proxy.stop()
  await new Promise((resolve) => server.close(resolve))
})

const through = async (rules: Parameters<typeof faultProxy>[1]) => {
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

  test('holds for some methods, and as long as the rule says', async () => {
    const get = await through([{ method: ['PUT', 'POST'], path: /^/, status: 429, lastsMs: 150 }])
    const put = async () => (await get('/v2/a', { method: 'PUT' })).status
    expect((await get('/v2/a')).status).toBe(201)
    expect(await put()).toBe(429)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await put()).toBe(201)
  })

  test('begins after another request has succeeded', async () => {
    const get = await through([
      { path: /first/, status: 500, times: 1 },
      { path: /second/, status: 403, after: /^GET \/first/ },
    ])
    const statuses: number[] = []
    for (const path of ['/second', '/first', '/second', '/first', '/second']) {
      const response = await get(path)
      statuses.push(response.status)
      await response.text()
    }
    expect(statuses).toEqual([201, 500, 201, 201, 403])
  })

  test('resets in the middle of a body, and lets small ones pass', async () => {
    const get = await through([{ path: /^/, resetAfterBytes: 100_000, times: 1 }])
    const put = (size: number) => get('/v2/a', { method: 'PUT', body: 'x'.repeat(size) })
    expect((await put(10)).status).toBe(201)
    await expect(put(200_000)).rejects.toThrow('fetch failed')
    expect((await put(200_000)).status).toBe(201)
    expect(proxy.seen.map(({ status }) => status)).toEqual([201, 0, 201])
  })

  test('never answers', async () => {
    const get = await through([{ path: /hang/, hang: true }])
    const waiting = get('/hang', { signal: AbortSignal.timeout(150) })
    await expect(waiting).rejects.toThrow('timeout')
  })

  test('names its own address in a challenge', async () => {
    const get = await through((address) => [
      { path: /secret/, status: 401, headers: { 'www-authenticate': `Bearer realm="${address}"` } },
    ])
    const { headers } = await get('/secret')
    expect(headers.get('www-authenticate')).toBe(`Bearer realm="${proxy.address}"`)
  })
})
