import { Cancelled } from '@ci-kit/core/run-action'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Fault, GitHubServer } from '../../fakes/github-server.ts'
import { connecting, PULL, type Serving, serving as servingOf } from './github.ts'

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const serving = async (...of: Parameters<typeof servingOf>): Promise<Serving> => {
  const served = await servingOf(...of)
  server = served.running
  return served
}

/** A server that answers every request with the fault, or the first ones only. */
const failing = (fault: Fault, times = Number.POSITIVE_INFINITY): Promise<Serving> =>
  serving({ fault: (_path, count) => (count <= times ? fault : undefined) })

describe('a refusal', () => {
  const BLOCK = 'permissions:\n  contents: read\n  pull-requests: read\n'

  test.each([
    [403, 'Give the job these permissions:\n'],
    [404, 'It is not there, or the job lacks these permissions:\n'],
  ])('%s names the permissions', async (status, advice) => {
    const { api, running } = await failing({ status, message: 'Resource not accessible' })
    await expect(api.get(PULL)).rejects.toMatchObject({
      name: 'UserError',
      status,
      message: `GitHub answered ${status} to the question for pull request #7: Resource not accessible. ${advice}${BLOCK}`,
    })
    expect(running.requests).toHaveLength(1)
  })

  test.each([
    ['pull_requests=read', BLOCK],
    ['issues=read; pull_requests=read', BLOCK],
    ['contents=read,pull_requests=write', BLOCK.replace('requests: read', 'requests: write')],
    ['metadata=read,issues=read', `${BLOCK}  issues: read\n`],
    ['x::error::=y\u00ff', BLOCK],
  ])('says what GitHub asks for beyond it: %s', async (header, block) => {
    const headers = { 'x-accepted-github-permissions': header }
    const { api } = await failing({ status: 403, message: 'No', headers })
    await expect(api.get(PULL)).rejects.toMatchObject({
      message: `GitHub answered 403 to the question for pull request #7: No. Give the job these permissions:\n${block}`,
    })
  })

  test('401 points at the token', async () => {
    const { api } = await serving({ token: 'another' })
    await expect(api.get(PULL)).rejects.toThrow(
      "Bad credentials. The token is not valid: check input 'token'.",
    )
  })

  test.each<[Fault, number]>([
    [{ status: 403, headers: { 'retry-after': '3600' }, message: 'Slow down' }, 1],
    [{ status: 403, headers: { 'x-ratelimit-remaining': '0' }, message: 'Slow down' }, 1],
    [{ status: 403, message: 'Slow down: secondary rate limit' }, 1],
    [{ status: 429, message: 'Slow down' }, 3],
  ])('for a rate limit is not taken for a missing permission: %j', async (fault, requests) => {
    const { api, running } = await failing(fault)
    await expect(api.get(PULL)).rejects.toMatchObject({
      message: expect.stringMatching(
        /Slow down.*The token's rate limit is used up; run the job again later, or give another token\.$/,
      ),
    })
    expect(running.requests).toHaveLength(requests)
  })

  test('keeps text of the server on its line, and short', async () => {
    const { api } = await failing({ status: 418, message: `x\n::error::${'y'.repeat(1_000)}` })
    await expect(api.get(PULL)).rejects.toThrow(String.raw`x\n::error::yyy`)
    await expect(api.get(PULL)).rejects.toMatchObject({
      message: expect.stringMatching(/^.{1,400}$/),
    })
  })
})

describe('what may pass', () => {
  test.each<Fault>([
    { status: 500 },
    { status: 502, body: '<html>' },
    { status: 503 },
    { status: 429 },
    'break',
  ])('is tried again: %j', async (fault) => {
    const { api, waits } = await failing(fault, 1)
    expect((await api.get(PULL)).data).toMatchObject({ changed_files: 1 })
    expect(waits).toEqual([1_000])
  })

  test('is tried three times in all', async () => {
    const { api, waits } = await failing({ status: 502 })
    await expect(api.get(PULL)).rejects.toThrow(
      'GitHub answered 502 to the question for pull request #7',
    )
    expect(waits).toEqual([1_000, 2_000])
  })

  test('is tried when GitHub says', async () => {
    const { api, waits } = await failing({ status: 403, headers: { 'retry-after': '7' } }, 1)
    await api.get(PULL)
    expect(waits).toEqual([7_000])
  })

  test('that stayed without an answer is not followed by another one', async () => {
    const { api, waits } = await serving({ fault: () => 'hang' }, { timeoutMs: 30 })
    await expect(api.get(PULL)).rejects.toThrow('gave no answer')
    const before = waits.length
    await expect(api.get(PULL)).rejects.toThrow('had not answered an earlier one')
    expect(waits).toHaveLength(before)
  })

  test('is no server that hangs forever', async () => {
    const { api, waits } = await serving({ fault: () => 'hang' }, { timeoutMs: 30 })
    await expect(api.get(PULL)).rejects.toMatchObject({
      name: 'UserError',
      status: undefined,
      message: expect.stringMatching(/^GitHub's API gave no answer to the question for pull req/),
    })
    // Before the second and the third attempt: a server may not hear of one that is over so soon.
    expect(waits).toHaveLength(2)
  })

  test('is no server that is not there', async () => {
    const { running } = await serving()
    await running.close()
    server = undefined
    await expect(connecting(running.url).api.get(PULL)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/gave no answer to the question for pull request #7: /),
    })
  })
})

describe('a cancelled action', () => {
  test('is a cancellation, not a failure, while GitHub keeps it waiting', async () => {
    const controller = new AbortController()
    const { api } = await serving({ fault: () => 'hang' }, { cancellation: controller.signal })
    const asking = api.get(PULL)
    setTimeout(() => controller.abort(new Cancelled('SIGTERM')), 50)
    await expect(asking).rejects.toMatchObject({ name: 'Cancelled' })
  })

  test('does not try again', async () => {
    const controller = new AbortController()
    const clock = { sleep: async () => controller.abort(new Cancelled('SIGTERM')) }
    const connection = { cancellation: controller.signal, clock }
    const { api, running } = await serving({ fault: () => ({ status: 500 }) }, connection)
    await expect(api.get(PULL)).rejects.toMatchObject({ name: 'Cancelled' })
    expect(running.requests).toHaveLength(1)
  })

  test('asks nothing', async () => {
    const cancellation = AbortSignal.abort(new Cancelled('SIGTERM'))
    const { api, running } = await serving({}, { cancellation })
    await expect(api.get(PULL)).rejects.toMatchObject({ name: 'Cancelled' })
    expect(running.requests).toEqual([])
  })
})
