import { UserError } from '@ci-kit/core/errors'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { setting } from './installing.ts'
import {
  cutting,
  endless,
  type ReleaseServer,
  releaseServer,
  sending,
  stalling,
} from './release-server.ts'

const BODY = Buffer.from('an archive'.repeat(1000))
const LIMITS = { attempts: 4, totalMs: 180_000, requestMs: 10_000, idleMs: 5_000 }

let server: ReleaseServer
beforeEach(async () => {
  server = await releaseServer()
})
afterEach(() => server.close())

const at = (path: string): URL => new URL(path, server.base)

describe('a download', () => {
  test('is the bytes as they are stored', async () => {
    server.answer('/a', sending(200, BODY))
    expect(Buffer.from(await setting().ports.download(at('/a'), 20_000))).toEqual(BODY)
  })

  test.each([
    ['429 with the wait that is asked for', sending(429, '', { 'retry-after': '7' }), 7_000],
    ['503', sending(503, 'busy'), 0],
    ['a reset in the middle', cutting(BODY), 0],
  ])('is tried again after %s', async (_, fault, leastWait) => {
    server.answer('/a', fault, fault, sending(200, BODY))
    const { ports, slept } = setting()
    expect(Buffer.from(await ports.download(at('/a'), 20_000))).toEqual(BODY)
    expect(slept.length).toBe(2)
    for (const wait of slept) expect(wait).toBeGreaterThanOrEqual(leastWait)
  })

  test('is tried again when nothing more comes', async () => {
    server.answer('/a', stalling(BODY), sending(200, BODY))
    const { ports } = setting({ limits: { ...LIMITS, idleMs: 100 } })
    expect(Buffer.from(await ports.download(at('/a'), 20_000))).toEqual(BODY)
  })

  test.each([
    ['429', sending(429, ''), /429 \(4 attempts\)\. Run the job again later/, 4],
    ['429 for an hour', sending(429, '', { 'retry-after': '3600' }), /429: try again in 3600 s/, 1],
    ['resets', cutting(BODY), /ECONNRESET.*\(4 attempts\)/, 4],
    ['404', sending(404, ''), /: 404\. There is no such release.*input 'version'/, 1],
    ['403', sending(403, ''), /: 403\. Run the job again later/, 1],
  ])('that meets %s alone is an error that says so', async (_, fault, words, requests) => {
    server.answer('/a', fault)
    const download = setting().ports.download(at('/a'), 20_000)
    await expect(download).rejects.toThrow(UserError)
    await expect(download).rejects.toThrow(`${at('/a').href} cannot be downloaded`)
    await expect(download).rejects.toThrow(words)
    expect(server.asked.length).toBe(requests)
  })

  test('that does not end is cut off', async () => {
    server.answer('/a', endless)
    const download = setting().ports.download(at('/a'), 1_000_000)
    await expect(download).rejects.toThrow(UserError)
    await expect(download).rejects.toThrow('is longer than 1.0 MB, which is refused')
    expect(server.asked.length).toBe(1)
  })

  test('that takes too long is given up', async () => {
    server.answer('/a', endless)
    const limits = { ...LIMITS, attempts: 2, requestMs: 100 }
    const download = setting({ limits }).ports.download(at('/a'), 1e12)
    await expect(download).rejects.toThrow(/no answer within 0\.1 s \(2 attempts\)/)
  })

  test('without a network names the host and the ways out', async () => {
    const url = at('/a')
    await server.close()
    const download = setting().ports.download(url, 20_000)
    await expect(download).rejects.toThrow(UserError)
    await expect(download).rejects.toThrow('ECONNREFUSED')
    await expect(download).rejects.toThrow(
      /let the runner reach 127\.0\.0\.1:\d+ \(HTTPS_PROXY names a proxy\), set 'download-url'/,
    )
    server = await releaseServer()
  })

  test('ends with the step', async () => {
    server.answer('/a', stalling(BODY))
    const stop = new AbortController()
    const download = setting({ cancellation: stop.signal }).ports.download(at('/a'), 20_000)
    setTimeout(() => stop.abort(new Error('cancelled')), 50)
    await expect(download).rejects.toThrow('cancelled')
  })
})

describe('a redirect', () => {
  test('is followed', async () => {
    server.answer('/a', sending(302, '', { location: '/b' }))
    server.answer('/b', sending(200, BODY))
    expect(Buffer.from(await setting().ports.download(at('/a'), 20_000))).toEqual(BODY)
  })

  test.each([
    ['http://example.com/b', 'it is plain http (http://example.com)'],
    ['file:///etc/passwd', 'its scheme is file:'],
    ['http://me:pw@127.0.0.1/b', 'it holds a user name or password'],
  ])('to %s is refused', async (location, reason) => {
    server.answer('/a', sending(302, '', { location }))
    const download = setting().ports.download(at('/a'), 20_000)
    await expect(download).rejects.toThrow(UserError)
    await expect(download).rejects.toThrow(
      `the redirect that the server sent is refused: ${reason}`,
    )
  })

  test('that never ends is given up', async () => {
    server.answer('/a', sending(302, '', { location: '/a' }))
    const download = setting().ports.download(at('/a'), 20_000)
    await expect(download).rejects.toThrow('the server redirects more than 5 times')
  })
})

test('a slow download says how far it is', async () => {
  server.answer('/v1/archive', (_, response) => {
    response.writeHead(200, { 'content-length': BODY.length })
    response.write(BODY.subarray(0, 4_000))
    setTimeout(() => response.end(BODY.subarray(4_000)), 100)
  })
  let elapsed = 0
  const clock = {
    now: () => 0,
    // Two seconds and a half between any two looks.
    elapsed: () => {
      elapsed += 2_500
      return elapsed
    },
    sleep: async () => {},
  }
  const { ports, lines } = setting({ clock })
  await ports.download(at('/v1/archive'), 20_000)
  expect(lines).toEqual(['info: archive: 4.0 kB of 10.0 kB after 3 s'])
})
