import { type GitHubConnection, octokitApi } from '@ci-kit/core/adapters/octokit'
import type { GitHubQuestion } from '@ci-kit/core/github'
import { allPages } from '@ci-kit/core/github-pages'
import { Cancelled } from '@ci-kit/core/run-action'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  type Fault,
  type GitHubServer,
  type GitHubSetup,
  githubServer,
  type ListedFile,
} from '../../fakes/github-server.ts'

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const listed = (count: number): readonly ListedFile[] =>
  Array.from({ length: count }, (_, at) => ({ filename: `file-${at}`, status: 'modified' }))

const PULL: GitHubQuestion = {
  route: 'pulls/{number}',
  parameters: { number: 7 },
  asked: 'pull request #7',
  permissions: ['contents: read', 'pull-requests: read'],
}
const FILES: GitHubQuestion = { ...PULL, route: 'pulls/{number}/files' }

const connecting = (apiUrl: string, more: Partial<GitHubConnection> = {}) => {
  const waits: number[] = []
  const api = octokitApi({
    token: 't0ken',
    apiUrl,
    repository: 'octo/shop',
    clock: { sleep: async (milliseconds) => void waits.push(milliseconds) },
    cancellation: new AbortController().signal,
    ...more,
  })
  return { api, waits }
}

const serving = async (
  { files = listed(1), ...setup }: GitHubSetup & { files?: readonly ListedFile[] } = {},
  more: Partial<GitHubConnection> = {},
) => {
  const pull = { number: 7, headSha: 'b'.repeat(40), files }
  const running = await githubServer({ pull, token: 't0ken', ...setup })
  server = running
  return { running, ...connecting(running.url, more) }
}

/** A server that answers every request with the fault, or the first ones only. */
const failing = (fault: Fault, times = Number.POSITIVE_INFINITY) =>
  serving({ fault: (_path, count) => (count <= times ? fault : undefined) })

describe('a question', () => {
  test('is a GET below the repository, with the rest as the query', async () => {
    const { api, running } = await serving()
    const { data } = await api.get({ ...PULL, parameters: { number: 7, branch: 'a/b&c=d' } })
    expect(data).toMatchObject({ changed_files: 1 })
    expect(running.requests).toEqual(['/repos/octo/shop/pulls/7?branch=a%2Fb%26c%3Dd'])
  })

  test.each(['a/../../x', '%2e%2e', '?x#y', 'é'])('keeps %j in its place', async (number) => {
    const { api, running } = await serving()
    await expect(api.get({ ...PULL, parameters: { number } })).rejects.toMatchObject({
      status: 404,
    })
    expect(running.requests).toEqual([`/repos/octo/shop/pulls/${encodeURIComponent(number)}`])
  })

  test.each(['.', '..'])('does not climb with %j', async (number) => {
    const { api, running } = await serving()
    await expect(api.get({ ...PULL, parameters: { number } })).rejects.toThrow(
      `GitHub cannot be asked for pull request #7: '${number}' is not a name.`,
    )
    expect(running.requests).toEqual([])
  })

  test('cannot choose another repository', async () => {
    const { api, running } = await serving()
    await api.get({ ...PULL, parameters: { number: 7, owner: 'evil', repo: 'evil' } })
    expect(running.requests).toEqual(['/repos/octo/shop/pulls/7'])
  })

  test.each([
    ['application/json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['application/vnd.github.object+json', '[1]', [1]],
    ['application/json', 'no json', 'no json'],
    ['application/vnd.github.sha', '12', '12'],
    ['text/plain', '', ''],
  ])('answered as %s with %j', async (type, body, data) => {
    const { api } = await failing({ status: 200, body, headers: { 'content-type': type } })
    expect((await api.get(PULL)).data).toEqual(data)
  })

  test('answered without end is given up', async () => {
    const body = 'x'.repeat(33 * 1024 * 1024)
    const { api } = await failing({ status: 200, body })
    await expect(api.get(PULL)).rejects.toThrow(/pull request #7 has more than 33554432 bytes/)
  })
})

describe('a list', () => {
  test.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [1_000, 10],
  ])('of %s entries takes %s requests', async (count, requests) => {
    const { api, running } = await serving({ files: listed(count) })
    const { answers, isWhole } = await allPages(api, FILES, 30)
    expect(answers.flatMap(({ data }) => data)).toEqual(listed(count))
    expect(isWhole).toBe(true)
    expect(running.requests).toHaveLength(requests)
  })

  test('is read some pages at a time, up to a bound', async () => {
    const { api, running } = await serving({ files: listed(2_900) })
    const { answers, isWhole } = await allPages(api, FILES, 20)
    expect([answers.length, isWhole]).toEqual([20, false])
    expect(running.mostAtOnce()).toBeGreaterThan(2)
    expect(running.mostAtOnce()).toBeLessThanOrEqual(8)
  })

  test('that names no last page is read to its end', async () => {
    const { api, running } = await serving({
      fault: (path) => {
        const page = Number(/[?&]page=(\d+)/.exec(path)?.[1])
        const link = `<http://127.0.0.1/x?page=${page + 1}>; rel="next"`
        return { status: 200, body: `[${page}]`, headers: page < 4 ? { link } : {} }
      },
    })
    const { answers, isWhole } = await allPages(api, FILES, 10)
    expect(answers.flatMap(({ data }) => data)).toEqual([1, 2, 3, 4])
    expect([isWhole, running.requests.length]).toEqual([true, 4])
  })
})

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

  test('is no server that hangs forever', async () => {
    const { api, running } = await serving({ fault: () => 'hang' }, { timeoutMs: 30 })
    await expect(api.get(PULL)).rejects.toMatchObject({
      name: 'UserError',
      status: undefined,
      message: expect.stringMatching(/^GitHub's API gave no answer to the question for pull req/),
    })
    expect(running.requests).toHaveLength(3)
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

describe('settings that cannot work', () => {
  test.each<[Partial<GitHubConnection>, string]>([
    [{ apiUrl: 'api.github.com' }, "GITHUB_API_URL is 'api.github.com'. Set it to the address"],
    [{ apiUrl: 'file:///etc' }, "GITHUB_API_URL is 'file:///etc'."],
    [{ apiUrl: '' }, "GITHUB_API_URL is ''."],
    [{ repository: 'shop' }, "GITHUB_REPOSITORY is 'shop'. It has to be owner/name."],
    [{ repository: 'octo/..' }, "GITHUB_REPOSITORY is 'octo/..'."],
    [{ repository: 'octo/shop/../x\n' }, String.raw`GITHUB_REPOSITORY is 'octo/shop/../x\n'.`],
    [{ token: '' }, "GitHub's API needs a token: set input 'token'."],
  ])('%j', async (connection, message) => {
    const { api } = connecting('http://127.0.0.1:1', connection)
    await expect(api.get(PULL)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(message),
    })
  })
})
