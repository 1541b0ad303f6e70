import { createServer, type RequestListener } from 'node:http'
import { healthGet } from '@ci-kit/ecs/adapters/health-get'
import { afterEach, expect, test } from '@jest/globals'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

const serve = async (listener: RequestListener): Promise<URL> => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('no port')
  return new URL(`http://127.0.0.1:${bound.port}/health?a=b`)
}

const get = healthGet('ci-kit')
const never = new AbortController().signal

test('the status and the start of the body, asked by GET', async () => {
  const seen: (string | undefined)[] = []
  const url = await serve(({ method, url: path, headers }, response) => {
    seen.push(method, path, headers['user-agent'])
    response.writeHead(503).end('x'.repeat(100_000))
  })
  const answer = await get(url, never)
  expect(answer).toEqual({
    kind: 'answer',
    status: 503,
    location: undefined,
    excerpt: 'x'.repeat(1_024),
  })
  expect(seen).toEqual(['GET', '/health?a=b', 'ci-kit'])
})

test('a redirect is told and not followed', async () => {
  let count = 0
  const url = await serve((_, response) => {
    count += 1
    response.writeHead(302, { location: '/next' }).end()
  })
  expect(await get(url, never)).toMatchObject({ status: 302, location: '/next' })
  expect(count).toBe(1)
})

test('an endless body does not keep it', async () => {
  const url = await serve((_, response) => {
    const more = () => response.write('y'.repeat(10_000), more)
    more()
  })
  expect(await get(url, never)).toMatchObject({ status: 200, excerpt: 'y'.repeat(1_024) })
})

test('no connection is no answer, with the reason', async () => {
  const url = await serve(() => undefined)
  open.splice(0).forEach((close) => {
    close()
  })
  expect(await get(url, never)).toEqual({
    kind: 'none',
    reason: expect.stringContaining('ECONNREFUSED'),
  })
})

test('a server that says nothing is left when the signal aborts', async () => {
  const url = await serve(() => undefined)
  const reason = new Error('too late')
  const ending = new AbortController()
  const asked = get(url, ending.signal)
  setTimeout(() => ending.abort(reason), 50)
  await expect(asked).rejects.toBe(reason)
})
