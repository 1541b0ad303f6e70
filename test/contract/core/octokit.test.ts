import { octokitPullRequests } from '@ci-kit/core/adapters/octokit'
import { Cancelled } from '@ci-kit/core/run-action'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  type GitHubServer,
  type GitHubSetup,
  githubServer,
  type ListedFile,
} from '../../fakes/github-server.ts'

const HEAD = 'b'.repeat(40)

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const listed = (count: number): readonly ListedFile[] =>
  Array.from({ length: count }, (_, at) => ({ filename: `file-${at}`, status: 'modified' }))

/** Asks for pull request #7 and answers with what was waited for in between. */
const asking = async (
  setup: Partial<GitHubSetup> & { files?: readonly ListedFile[] },
  cancellation = new AbortController().signal,
) => {
  const { files = listed(1), ...more } = setup
  const running = await githubServer({
    pull: { number: 7, headSha: HEAD, files },
    token: 't0ken',
    ...more,
  })
  server = running
  const waits: number[] = []
  const clock = { sleep: async (milliseconds: number) => void waits.push(milliseconds) }
  const connection = {
    token: 't0ken',
    apiUrl: running.url,
    repository: 'octo/shop',
    clock,
    cancellation,
  }
  return { running, waits, answer: octokitPullRequests(connection).changes(7) }
}

describe('the files of a pull request', () => {
  test("with GitHub's words for what happened", async () => {
    const files = [
      { filename: 'a', status: 'added' },
      { filename: 'b', status: 'removed' },
      { filename: 'c', status: 'modified' },
      { filename: 'new', status: 'renamed', previous_filename: 'old' },
      { filename: 'd', status: 'copied', previous_filename: 'c' },
      { filename: 'e', status: 'changed' },
      { filename: 'f\n::error::', status: 'unchanged' },
    ]
    const { answer } = await asking({ files })
    expect(await answer).toEqual({
      headSha: HEAD,
      changedFiles: 7,
      files: [
        { path: 'a', status: 'added', previousPath: undefined },
        { path: 'b', status: 'deleted', previousPath: undefined },
        { path: 'c', status: 'modified', previousPath: undefined },
        { path: 'new', status: 'renamed', previousPath: 'old' },
        { path: 'd', status: 'copied', previousPath: 'c' },
        { path: 'e', status: 'modified', previousPath: undefined },
        { path: 'f\n::error::', status: 'modified', previousPath: undefined },
      ],
    })
  })

  test.each([
    [0, 2],
    [100, 2],
    [101, 3],
    [1_000, 11],
  ])('%s files take %s requests', async (count, requests) => {
    const { answer, running } = await asking({ files: listed(count) })
    const { files } = await answer
    expect(files.map(({ path }) => path)).toEqual(listed(count).map(({ filename }) => filename))
    expect(running.requests).toHaveLength(requests)
  })

  test('a list that GitHub cuts shows in its count; pages are read together, within bounds', async () => {
    const { answer, running } = await asking({ files: listed(3_500) })
    const { files, changedFiles } = await answer
    expect([files.length, changedFiles]).toEqual([3_000, 3_500])
    expect(running.requests).toHaveLength(31)
    expect(running.mostAtOnce()).toBeGreaterThan(2)
    expect(running.mostAtOnce()).toBeLessThanOrEqual(8)
  })
})

describe('a request that fails', () => {
  test.each([403, 404])('%s names the permissions', async (status) => {
    const { answer, running } = await asking({
      fault: () => ({ status, message: 'Resource not accessible by integration' }),
    })
    await expect(answer).rejects.toMatchObject({
      name: 'UserError',
      message: `GitHub answered ${status} to the question for the files of pull request #7: Resource not accessible by integration. Give the job these permissions:\npermissions:\n  contents: read\n  pull-requests: read\n`,
    })
    expect(running.requests.length).toBeLessThanOrEqual(2)
  })

  test('401 points at the token', async () => {
    const { answer } = await asking({ token: 'another' })
    await expect(answer).rejects.toThrow(
      "Bad credentials. The token is not valid: check input 'token'.",
    )
  })

  test.each([500, 502, 503, 429])('%s is tried again', async (status) => {
    const { answer, waits } = await asking({
      fault: (path, count) => (path.includes('/files') && count <= 2 ? { status } : undefined),
    })
    expect((await answer).files).toHaveLength(1)
    expect(waits).toEqual([1_000])
  })

  test('three times in all', async () => {
    const { answer, waits } = await asking({
      fault: (path) => (path.includes('/files') ? { status: 502, body: '<html>' } : undefined),
    })
    await expect(answer).rejects.toThrow(
      'GitHub answered 502 to the question for the files of pull request #7',
    )
    expect(waits).toEqual([1_000, 2_000])
  })

  test('a short wait that GitHub asks for is kept', async () => {
    const { answer, waits } = await asking({
      fault: (path, count) =>
        path.includes('/files') && count <= 2
          ? { status: 403, headers: { 'retry-after': '7' } }
          : undefined,
    })
    expect((await answer).files).toHaveLength(1)
    expect(waits).toEqual([7_000])
  })

  test.each([{ 'retry-after': '3600' }, { 'x-ratelimit-remaining': '0', 'retry-after': '60' }])(
    'a long one is not, and is not taken for a missing permission: %j',
    async (headers) => {
      const { answer, waits } = await asking({
        fault: () => ({ status: 403, headers, message: 'API rate limit exceeded' }),
      })
      await expect(answer).rejects.toThrow(
        /API rate limit exceeded\. The token's rate limit is used up/,
      )
      await expect(answer).rejects.not.toThrow('permissions:')
      expect(waits).toEqual([])
    },
  )

  test.each(['{"not": "a list"}', '[1]', '[{"status":"added"}]', 'null', 'no json'])(
    'an answer that cannot be read: %s',
    async (body) => {
      const { answer } = await asking({
        fault: (path) => (path.includes('/files') ? { status: 200, body } : undefined),
      })
      await expect(answer).rejects.toThrow("GitHub's answer about pull request #7 cannot be read.")
    },
  )

  test('a server that is not there', async () => {
    const { answer, running } = await asking({})
    await answer
    await running.close()
    server = undefined
    const gone = octokitPullRequests({
      token: 't',
      apiUrl: running.url,
      repository: 'octo/shop',
      clock: { sleep: async () => {} },
      cancellation: new AbortController().signal,
    })
    await expect(gone.changes(7)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /^GitHub's API gave no answer about the files of pull request #7: /,
      ),
    })
  })

  test('text of the server stays on its line', async () => {
    const { answer } = await asking({ fault: () => ({ status: 418, message: 'x\n::error::y' }) })
    await expect(answer).rejects.toThrow(String.raw`x\n::error::y`)
  })

  test('a cancelled action is a cancellation, not a failure', async () => {
    const controller = new AbortController()
    const { answer } = await asking({ fault: () => ({ status: 500 }) }, controller.signal)
    controller.abort(new Cancelled('SIGTERM'))
    await expect(answer).rejects.toMatchObject({ name: 'Cancelled' })
  })
})
