import type { StepResult } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import type { FaultRule } from '../fakes/fault-proxy.ts'
import { errorsOf } from './actions.ts'
import {
  dockerCacheWorkbench,
  mebibytes,
  pullRequestFrom,
  pushTo,
  REPOSITORY,
  succeeded,
  warningsOf,
} from './docker-cache-workbench.ts'

/*
 * The bundle as a runner runs it, on a real BuildKit and a real registry that
 * answers badly. What counts is what a job sees: its colour, its annotations,
 * its outputs, and what the registry holds in the end.
 */

const { build, digestOf, dockerfile, file, spoil, engine } = dockerCacheWorkbench()

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE']
const IMAGE = /\/manifests\/(main|sha256:[0-9a-f]{64})$/
const CACHE = /\/manifests\/cache-/
const UPLOADS = /\/blobs\/uploads\//

const refusal = (code: string) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errors: [{ code, message: `${code.toLowerCase()} by the test` }] }),
})
const DENIED = { status: 403, ...refusal('DENIED') }

/** A step whose result cannot be had from any cache. */
const image = () => {
  file('source.txt', `${Math.random()}\n`)
  dockerfile('COPY source.txt .', 'RUN sha256sum source.txt > /app')
}

/** The step is green, and the registry holds what its outputs name. */
const pushed = async (result: StepResult, tag = 'main'): Promise<void> => {
  succeeded(result)
  expect(errorsOf(result)).toEqual([])
  expect(result.outputs.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(await digestOf(tag)).toBe(result.outputs.digest)
}

/** What became of the caches that were to be read, in their order. */
const usesOf = ({ outputs }: StepResult): string[] =>
  JSON.parse(outputs['cache-from-used'] ?? 'null').map(({ result }: { result: string }) => result)

/** The step is red with one error and no outputs that a deployment could use. */
const failed = (result: StepResult): string => {
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toHaveLength(1)
  expect(result.outputs.digest ?? '').toBe('')
  expect(result.outputs.image ?? '').toBe('')
  expect(result.outputs.tags ?? '').toBe('')
  return errorsOf(result).join()
}

describe('a push that succeeds in the end, without a warning:', () => {
  const undisturbed = async (result: StepResult) => {
    await pushed(result)
    expect(warningsOf(result)).toEqual([])
    expect(result.outputs['cache-written']).toBe('true')
  }

  test('the token expires in the middle of it', async () => {
    image()
    const proxy = await spoil((address) => {
      const challenge = `Bearer realm="http://${address}/token",service="test",scope="repository:any:pull,push",error="invalid_token"`
      const { headers, body } = refusal('UNAUTHORIZED')
      const expired = { status: 401, headers: { ...headers, 'www-authenticate': challenge }, body }
      return [
        { method: WRITES, path: /^\/v2\//, after: /^PUT .*\/blobs\//, ...expired, times: 1 },
        { method: 'PUT', path: IMAGE, ...expired, times: 1 },
        { path: /^\/token/, status: 200, body: JSON.stringify({ token: 'fresh' }) },
      ]
    })
    await undisturbed(await build())
    expect(proxy.seen.filter(({ status }) => status === 401)).toHaveLength(2)
  }, 60_000)

  test('the registry limits the rate, and says for how long', async () => {
    image()
    const limit = { status: 429, ...refusal('TOOMANYREQUESTS') }
    const headers = { ...limit.headers, 'retry-after': '3' }
    await spoil([{ method: 'PUT', path: IMAGE, ...limit, headers, lastsMs: 2_500 }])
    const result = await build()
    await undisturbed(result)
    expect(result.durationMs).toBeGreaterThan(2_500)
  }, 60_000)

  test('the registry fails twice', async () => {
    image()
    const proxy = await spoil([{ method: 'PUT', path: IMAGE, status: 500, times: 2 }])
    await undisturbed(await build())
    expect(proxy.seen.filter(({ status }) => status === 500)).toHaveLength(2)
  }, 60_000)

  test('the connection breaks in the middle of an upload', async () => {
    file('large.bin', mebibytes(4))
    dockerfile('COPY large.bin .')
    const proxy = await spoil([{ method: 'PUT', path: UPLOADS, resetAfterBytes: 1e6, times: 1 }])
    await undisturbed(await build())
    expect(proxy.seen.filter(({ status }) => status === 0)).not.toEqual([])
  }, 60_000)

  test('the registry is slow, and the log shows what the step waits for', async () => {
    image()
    await spoil([{ method: 'PUT', path: IMAGE, delayMs: 11_000, times: 1 }])
    const result = await build()
    await undisturbed(result)
    expect(result.log).toMatch(/^… .*(push|export).* \(\d+ s\)/m)
  }, 60_000)
})

describe('a cache that cannot be written leaves the step green, with one warning and cache-written=false:', () => {
  const withoutCache = async (result: StepResult) => {
    await pushed(result)
    expect(warningsOf(result)).toEqual([expect.stringContaining('The cache could not be written')])
    expect(result.outputs['cache-written']).toBe('false')
    expect(await digestOf('cache-main')).toBeUndefined()
  }

  test.each<[string, FaultRule]>([
    ['its tag is denied', { method: 'PUT', path: CACHE, ...DENIED }],
    ['the registry cannot hold such a manifest', { method: 'PUT', path: CACHE, status: 400 }],
  ])(
    '%s',
    async (_, rule) => {
      image()
      await spoil([rule])
      await withoutCache(await build({ event: pushTo('main') }))
    },
    60_000,
  )

  test('a further one, in a repository that denies it', async () => {
    image()
    const proxy = await spoil([{ method: WRITES, path: /^\/v2\/org\/denied\//, ...DENIED }])
    const ref = `${proxy.address}/org/denied:cache`
    const inputs = { 'cache-to': `type=registry,ref=${ref},mode=max` }
    const result = await build({ event: pushTo('main'), inputs })
    await pushed(result)
    expect(warningsOf(result)).toEqual([expect.stringContaining('The cache could not be written')])
    expect(result.outputs['cache-written']).toBe('false')
    // The one of its own is there all the same.
    expect(await digestOf('cache-main')).toBeDefined()
  }, 60_000)

  test('the registry takes it and never answers', async () => {
    image()
    await spoil([{ method: 'PUT', path: CACHE, hang: true }])
    await withoutCache(
      await build({ event: pushTo('main'), inputs: { 'cache-export-timeout': '3' } }),
    )
  }, 60_000)
})

describe('a cache that cannot be read', () => {
  test('because there is none is no reason for a warning', async () => {
    image()
    await spoil([{ path: CACHE, method: ['GET', 'HEAD'], status: 404, ...refusal('NAME_UNKNOWN') }])
    const result = await build()
    await pushed(result)
    expect(warningsOf(result)).toEqual([])
    expect(result.log).toMatch(/No cache at .*:cache-main yet/)
    expect(usesOf(result)).toEqual(['not-found'])
    expect(result.outputs['cache-written']).toBe('true')
  }, 60_000)

  test('because that is denied is named in a warning, and the image is built', async () => {
    image()
    await spoil([{ path: /\/manifests\/cache-main/, ...DENIED }])
    const result = await build({ event: pullRequestFrom(REPOSITORY) })
    await pushed(result, 'pr-7')
    expect(warningsOf(result)).toEqual([
      expect.stringMatching(/cache-main could not be read: .*403/),
    ])
    expect(usesOf(result)).toEqual(['not-found', 'denied'])
  }, 60_000)
})

describe('a push that does not succeed fails the step:', () => {
  test('the registry fails for ever', async () => {
    image()
    await spoil([{ method: 'PUT', path: IMAGE, status: 500 }])
    const message = failed(await build({ inputs: { retries: '1' } }))
    expect(message).toContain('500 Internal Server Error')
    expect(await digestOf('main')).toBeUndefined()
  }, 120_000)

  test('the token may only read', async () => {
    image()
    const proxy = await spoil([{ method: WRITES, path: /^\/v2\//, ...DENIED }])
    const result = await build()
    const message = failed(result)
    expect(message).toContain('refused the push')
    expect(message).toContain('may push there')
    expect(await digestOf('main')).toBeUndefined()
    // Asking again would not change the answer.
    expect(result.log).not.toContain('tried again')
    expect(proxy.seen.some(({ method, status }) => method === 'POST' && status === 403)).toBe(true)
  }, 60_000)

  test('a step of the Dockerfile fails: it is run once', async () => {
    file('source.txt', `${Math.random()}\n`)
    dockerfile('COPY source.txt .', 'RUN echo once-only-marker; exit 3')
    await spoil([])
    const result = await build({ inputs: { retries: '2' } })
    expect(failed(result)).toContain('exit code 3')
    expect(result.log.match(/^once-only-marker$/gm)).toHaveLength(1)
  }, 60_000)
})

test('a fork builds with a token that may only read, writes nothing and is green', async () => {
  image()
  const proxy = await spoil([{ method: WRITES, path: /^\/v2\//, ...DENIED }])
  const result = succeeded(await build({ event: pullRequestFrom('stranger/shop') }))
  expect(result.outputs.digest).toMatch(/^sha256:/)
  expect(result.outputs.image).toBe('')
  expect(result.outputs['cache-written']).toBe('false')
  expect(warningsOf(result)).toEqual([])
  expect(proxy.seen.filter(({ method }) => WRITES.includes(method))).toEqual([])
}, 60_000)

describe('an unchanged commit', () => {
  test('has one digest, however often it is built', async () => {
    image()
    const inputs = { skip: 'never' }
    const first = succeeded(await build({ inputs }))
    const fresh = await engine().freshBuilder()
    const second = succeeded(await build({ inputs, env: fresh.env }))
    await fresh.stop()
    expect([first.outputs.skipped, second.outputs.skipped]).toEqual(['false', 'false'])
    expect(second.outputs.digest).toBe(first.outputs.digest)
    expect(second.outputs['cache-hit-rate']).toBe('100')
  }, 60_000)

  test('is not built again, and moves no blobs', async () => {
    image()
    const proxy = await spoil([])
    const first = succeeded(await build())
    const before = proxy.seen.length
    const second = succeeded(await build())
    expect(second.outputs.skipped).toBe('true')
    expect(second.outputs.digest).toBe(first.outputs.digest)
    const blobs = proxy.seen.slice(before).filter(({ path }) => path.includes('/blobs/'))
    expect(blobs).toEqual([])
  }, 60_000)

  test('is built when the registry cannot tell whether it is there', async () => {
    image()
    const first = succeeded(await build())
    const proxy = await spoil([{ path: /\/manifests\/(in-|inputs-)/, status: 500 }])
    const second = succeeded(await build())
    expect(second.outputs.skipped).toBe('false')
    expect(second.outputs.digest).toBe(first.outputs.digest)
    expect(proxy.seen.some(({ status }) => status === 500)).toBe(true)
  }, 60_000)
})
