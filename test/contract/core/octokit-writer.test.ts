import type { GitHubConnection } from '@ci-kit/core/adapters/octokit'
import { octokitWriter } from '@ci-kit/core/adapters/octokit-writer'
import type { GitHubCommand, GitHubWriter } from '@ci-kit/core/github'
import { Cancelled } from '@ci-kit/core/run-action'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  type CodeScanningServer,
  type CodeScanningSetup,
  startCodeScanning,
} from '../../fakes/code-scanning-server.ts'
import type { Fault } from '../../fakes/github-server.ts'

let server: CodeScanningServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const COMMENT: GitHubCommand = {
  method: 'POST',
  route: 'issues/{number}/comments',
  parameters: { number: 7 },
  body: { body: 'Hello' },
  what: 'the comment on pull request #7',
  permissions: ['pull-requests: write'],
  repeatable: false,
}
const REPEATABLE: GitHubCommand = { ...COMMENT, repeatable: true }

type Writing = {
  readonly writer: GitHubWriter
  readonly waits: readonly number[]
  readonly running: CodeScanningServer
}

const writing = async (
  setup: CodeScanningSetup = {},
  more: Partial<GitHubConnection> = {},
): Promise<Writing> => {
  const waits: number[] = []
  server = await startCodeScanning({ token: 't0ken', ...setup })
  const writer = octokitWriter({
    token: 't0ken',
    apiUrl: server.url,
    repository: 'octo/shop',
    clock: { sleep: async (milliseconds) => void waits.push(milliseconds) },
    cancellation: new AbortController().signal,
    ...more,
  })
  return { writer, waits, running: server }
}

/** A server that answers the first requests with the fault. */
const failing = (fault: Fault, times = Number.POSITIVE_INFINITY): Promise<Writing> =>
  writing({ fault: (_request, count) => (count <= times ? fault : undefined) })

describe('a command', () => {
  test('sends its body below the repository and gives the answer', async () => {
    const { writer, running } = await writing()
    const { data } = await writer.send(COMMENT)
    expect(data).toMatchObject({ body: 'Hello', user: { login: 'github-actions[bot]' } })
    expect(running.requests).toEqual([
      { method: 'POST', path: '/repos/octo/shop/issues/7/comments', body: { body: 'Hello' } },
    ])
  })

  test('may be an edit', async () => {
    const { writer, running } = await writing()
    const comment = running.comments.add(7, 'before')
    const route = 'issues/comments/{comment}'
    await writer.send({ ...COMMENT, method: 'PATCH', route, parameters: { comment } })
    expect(running.comments.all()).toMatchObject([{ id: comment, body: 'Hello' }])
  })

  test('cannot choose another repository, neither by a parameter nor by its body', async () => {
    const { writer, running } = await writing()
    const parameters = { number: 7, owner: 'evil', repo: 'evil', data: 'evil' }
    const body = { body: 'x', owner: 'evil', repo: 'evil', number: 9, baseUrl: 'http://evil' }
    await writer.send({ ...COMMENT, parameters, body })
    expect(running.requests).toEqual([
      { method: 'POST', path: '/repos/octo/shop/issues/7/comments', body },
    ])
  })

  test('does not climb', async () => {
    const { writer, running } = await writing()
    await expect(writer.send({ ...COMMENT, parameters: { number: '..' } })).rejects.toThrow(
      "GitHub cannot be sent the comment on pull request #7: '..' is not a name.",
    )
    expect(running.requests).toEqual([])
  })
})

describe('a refusal', () => {
  test('names the missing permission', async () => {
    const { writer, running } = await writing({ granted: ['security_events'] })
    await expect(writer.send(COMMENT)).rejects.toMatchObject({
      name: 'UserError',
      status: 403,
      reason: 'Resource not accessible by integration',
      rateLimited: false,
      message:
        'GitHub answered 403 to the comment on pull request #7: Resource not accessible by integration. Give the job these permissions:\npermissions:\n  pull-requests: write\n',
    })
    expect(running.requests).toHaveLength(1)
  })

  test.each([
    ['pull_requests=read', 'pull-requests: write\n'],
    ['contents=write,pull_requests=read', 'pull-requests: write\n  contents: write\n'],
    ['contents=read; pull_requests=read', 'pull-requests: write\n'],
  ])('asks for no less where GitHub says %s', async (header, block) => {
    const headers = { 'x-accepted-github-permissions': header }
    const { writer } = await failing({ status: 403, message: 'No', headers })
    await expect(writer.send(COMMENT)).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`permissions:\n  ${block}$`)),
    })
  })

  test('ends with one full stop', async () => {
    const { writer } = await failing({ status: 418, message: 'No tea.' })
    await expect(writer.send(COMMENT)).rejects.toMatchObject({
      message: 'GitHub answered 418 to the comment on pull request #7: No tea.',
    })
  })

  test('has the details of a validation', async () => {
    const { writer } = await writing()
    const body = { body: 'x'.repeat(65_537) }
    await expect(writer.send({ ...COMMENT, body })).rejects.toMatchObject({
      status: 422,
      reason: 'Validation Failed: body is too long (maximum is 65536 characters)',
    })
  })

  test.each<[string, string]>([
    ['{"message":"No","errors":["one",{"message":"two"},{"code":"x"},null]}', 'No: one: two: null'],
    ['{"message":"No","errors":"one"}', 'No'],
    [`{"message":"No","errors":[1,2,3,4,5,6,7]}`, 'No: 1: 2: 3: 4: 5'],
  ])('reads the details of %s', async (body, reason) => {
    const { writer } = await failing({ status: 422, body })
    await expect(writer.send(COMMENT)).rejects.toMatchObject({ reason })
  })

  test.each([
    ["input 'github-token'", { tokenInput: 'github-token' }],
    ["input 'token'", {}],
  ])('for the wrong token points at %s', async (input, more) => {
    const { writer } = await writing({}, { token: 'wrong', ...more })
    await expect(writer.send(COMMENT)).rejects.toThrow(
      `Bad credentials. The token is not valid: check ${input}.`,
    )
  })

  test('comes before the request when there is no token', async () => {
    const { writer } = await writing({}, { token: '', tokenInput: 'github-token' })
    await expect(writer.send(COMMENT)).rejects.toThrow(
      "GitHub's API needs a token: set input 'github-token'.",
    )
  })
})

describe('another attempt', () => {
  test.each<Fault>([{ status: 500 }, { status: 503 }, 'break'])(
    'is made after %j when repeating is harmless',
    async (fault) => {
      const { writer, waits, running } = await failing(fault, 2)
      await writer.send(REPEATABLE)
      expect(waits).toEqual([1_000, 2_000])
      expect(running.comments.all()).toHaveLength(1)
    },
  )

  test.each<[Fault, number | undefined]>([
    [{ status: 500 }, 500],
    ['break', undefined],
  ])('is not made after %j when it may do the thing twice', async (fault, status) => {
    const { writer, running } = await failing(fault, 1)
    await expect(writer.send(COMMENT)).rejects.toMatchObject({ status })
    expect(running.requests).toHaveLength(1)
  })

  test.each<[Fault, number]>([
    [{ status: 429, headers: { 'retry-after': '30' } }, 30_000],
    [{ status: 403, headers: { 'retry-after': '60' } }, 60_000],
    [{ status: 403, message: 'You have exceeded a secondary rate limit' }, 60_000],
  ])('is made after %j in any case, when GitHub says', async (fault, wait) => {
    const { writer, waits, running } = await failing(fault, 1)
    await writer.send(COMMENT)
    expect(waits).toEqual([wait])
    expect(running.comments.all()).toHaveLength(1)
  })

  test('is not made when GitHub wants it later than in a minute', async () => {
    const { writer, waits } = await failing({ status: 429, headers: { 'retry-after': '61' } })
    await expect(writer.send(REPEATABLE)).rejects.toMatchObject({
      rateLimited: true,
      message: expect.stringContaining("token's rate limit is used up"),
    })
    expect(waits).toEqual([])
  })

  test.each([400, 413, 422])('is not made after %s', async (status) => {
    const { writer, running } = await failing({ status })
    await expect(writer.send(REPEATABLE)).rejects.toMatchObject({ status })
    expect(running.requests).toHaveLength(1)
  })

  test('ends after the third', async () => {
    const { writer, running } = await failing({ status: 502 })
    await expect(writer.send(REPEATABLE)).rejects.toThrow(
      'GitHub answered 502 to the comment on pull request #7: Failed on purpose.',
    )
    expect(running.requests).toHaveLength(3)
  })
})

describe('time', () => {
  test('is limited by the command', async () => {
    const { writer } = await failing('hang')
    await expect(writer.send({ ...COMMENT, timeoutMs: 30 })).rejects.toMatchObject({
      status: undefined,
      message: expect.stringMatching(
        /^GitHub's API gave no answer to the comment on pull request #7: /,
      ),
    })
  })

  test('ends with a cancellation', async () => {
    const controller = new AbortController()
    const setup: CodeScanningSetup = { fault: () => 'hang' }
    const { writer } = await writing(setup, { cancellation: controller.signal })
    const sending = writer.send(REPEATABLE)
    setTimeout(() => controller.abort(new Cancelled('SIGTERM')), 50)
    await expect(sending).rejects.toMatchObject({ name: 'Cancelled' })
  })
})
