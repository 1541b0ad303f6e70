import type { HttpRequest, HttpResponse, Transport } from '@ci-kit/oci/http'
import { followingRedirects, urlRule } from '@ci-kit/oci/redirects'
import { describe, expect, test } from '@jest/globals'

const answer = (url: URL, status: number, location?: string): HttpResponse => ({
  url,
  status,
  header: (name) => (name === 'location' ? location : undefined),
  body: (async function* () {})(),
  discard: () => {},
})

/** Answers each URL of the table with a redirect, everything else with 200. */
const web = (redirects: Record<string, string>) => {
  const seen: HttpRequest[] = []
  const transport: Transport = async (request) => {
    seen.push(request)
    const target = redirects[request.url.href]
    return answer(request.url, target === undefined ? 200 : 307, target)
  }
  return { seen, transport }
}

const ask = (
  from: string,
  redirects: Record<string, string>,
  method: HttpRequest['method'] = 'GET',
) => {
  const { seen, transport } = web(redirects)
  const url = new URL(from)
  const send = followingRedirects(transport, urlRule(url))
  const headers = { authorization: 'Bearer t', accept: 'x' }
  const done = send({ method, url, headers, idleMs: 1 })
  return { done, seen }
}

describe('following redirects', () => {
  test('on the same origin keeps Authorization', async () => {
    const { done, seen } = ask('https://a.io/1', { 'https://a.io/1': '/2' })
    expect((await done).url.href).toBe('https://a.io/2')
    expect(seen[1]?.headers).toEqual({ authorization: 'Bearer t', accept: 'x' })
  })

  test.each([
    ['another host', 'https://b.io/2'],
    ['a host below', 'https://x.a.io/2'],
    ['another port', 'https://a.io:8443/2'],
  ])('to %s drops Authorization and keeps the rest', async (_, target) => {
    const { done, seen } = ask('https://a.io/1', { 'https://a.io/1': target })
    await done
    expect(seen[1]?.headers).toEqual({ accept: 'x' })
  })

  test('away and back does not bring Authorization back', async () => {
    const hops = { 'https://a.io/1': 'https://b.io/2', 'https://b.io/2': 'https://a.io/3' }
    const { done, seen } = ask('https://a.io/1', hops)
    await done
    expect(seen.map(({ headers }) => 'authorization' in headers)).toEqual([true, false, false])
  })

  test.each([
    ['https to http', 'https://a.io/1', 'http://a.io/2', 'from https to plain http'],
    ['https to loopback', 'https://a.io/1', 'http://127.0.0.1/2', 'from https to plain http'],
    ['loopback to another host', 'http://127.0.0.1/1', 'http://b.io/2', 'it is plain http'],
    ['a file', 'https://a.io/1', 'file:///etc/passwd', 'its scheme is file:'],
    ['a user name', 'https://a.io/1', 'https://me:pw@b.io/2', 'user name or password'],
    ['nonsense', 'https://a.io/1', 'https://[', 'not a URL'],
  ])('%s is refused', async (_, from, target, reason) => {
    const { done, seen } = ask(from, { [from]: target })
    await expect(done).rejects.toThrow(reason)
    await expect(done).rejects.not.toThrow('pw')
    expect(seen.length).toBe(1)
  })

  test('a circle ends', async () => {
    const { done, seen } = ask('https://a.io/1', { 'https://a.io/1': '/1' })
    await expect(done).rejects.toThrow('more than 5 times')
    expect(seen.length).toBe(6)
  })

  test.each(['PUT', 'POST', 'DELETE'] as const)('%s is not redirected', async (method) => {
    const { done } = ask('https://a.io/1', { 'https://a.io/1': '/2' }, method)
    await expect(done).rejects.toThrow(`redirects a ${method} request`)
  })
})
