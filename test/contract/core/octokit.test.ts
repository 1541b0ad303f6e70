import type { GitHubConnection } from '@ci-kit/core/adapters/octokit'
import { allPages } from '@ci-kit/core/github-pages'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Fault, GitHubServer } from '../../fakes/github-server.ts'
import { connecting, FILES, listed, PULL, type Serving, serving as servingOf } from './github.ts'

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
