import { githubQuestions } from '@ci-kit/detect-changes/github/questions'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Fault, GitHubServer, GitHubSetup, ListedFile } from '../../fakes/github-server.ts'
import { paths, servedApi, sha } from './github.ts'

const HEAD = sha(7)

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const listed = (count: number): readonly ListedFile[] =>
  Array.from({ length: count }, (_, at) => ({ filename: `file-${at}`, status: 'modified' }))

const asking = async (files: readonly ListedFile[], setup: GitHubSetup = {}, head = HEAD) => {
  await server?.close()
  const served = await servedApi({ pull: { number: 7, headSha: HEAD, files }, ...setup })
  server = served.server
  return githubQuestions(served.api).pullRequest(7, head)
}

/** Answers one kind of request with other facts, from its `from`th time on. */
const answering = (kind: RegExp, body: unknown, from = 1): NonNullable<GitHubSetup['fault']> => {
  let count = 0
  return (path): Fault | undefined => {
    if (!kind.test(path)) return undefined
    count += 1
    return count < from ? undefined : { status: 200, body: JSON.stringify(body) }
  }
}

const PULL = /\/pulls\/7$/
const FILES = /\/files\?/

describe('the changes of a pull request', () => {
  test("by GitHub's words for what happened", async () => {
    const files = [
      { filename: 'a', status: 'added' },
      { filename: 'b', status: 'removed' },
      { filename: 'c', status: 'modified' },
      { filename: 'new', status: 'renamed', previous_filename: 'old' },
      { filename: 'd', status: 'copied', previous_filename: 'c' },
      { filename: 'e', status: 'changed' },
      { filename: 'f\n::error::', status: 'unheard of' },
    ]
    expect(await asking(files)).toEqual({
      value: [
        { path: 'a', status: 'added' },
        { path: 'b', status: 'deleted' },
        { path: 'c', status: 'modified' },
        { path: 'old', status: 'deleted' },
        { path: 'new', status: 'added' },
        { path: 'd', status: 'added' },
        { path: 'e', status: 'modified' },
        { path: 'f\n::error::', status: 'modified' },
      ],
    })
  })

  test('name a path once when renames meet in it', async () => {
    const files = [
      { filename: 'b', status: 'renamed', previous_filename: 'a' },
      { filename: 'a', status: 'renamed', previous_filename: 'c' },
    ]
    expect(await asking(files)).toEqual({
      value: [
        { path: 'a', status: 'modified' },
        { path: 'b', status: 'added' },
        { path: 'c', status: 'deleted' },
      ],
    })
  })

  test.each([
    [0, 3],
    [100, 3],
    [101, 4],
    [3_000, 32],
  ])('%s of them take %s requests', async (count, requests) => {
    const answer = await asking(listed(count))
    expect('value' in answer && answer.value.map(({ path }) => path)).toEqual(
      listed(count).map(({ filename }) => filename),
    )
    expect(server?.requests).toHaveLength(requests)
    expect(server?.mostAtOnce()).toBeLessThanOrEqual(8)
  })
})

describe('is missing', () => {
  test('when GitHub cuts the list, without reading all of it', async () => {
    expect(await asking(listed(3_001))).toEqual({
      missing:
        'GitHub lists 3000 files of the pull request and counts 3001; it never lists more than 3,000',
    })
    expect(server?.requests).toHaveLength(2)
  })

  test('when there are fewer files than GitHub counts', async () => {
    const fault = answering(FILES, listed(2))
    expect(await asking(listed(3), { fault })).toEqual({
      missing: expect.stringMatching(/^GitHub lists 2 files of the pull request and counts 3;/),
    })
  })

  const MOVED = 'pull request #7 has moved on since the event of this run'

  test('when it is about another commit', async () => {
    expect(await asking(listed(1), {}, sha(8))).toEqual({ missing: MOVED })
  })

  test.each([
    ['a push', { changed_files: 1, head: { sha: sha(8) }, base: { ref: 'main' } }],
    ['another target', { changed_files: 1, head: { sha: HEAD }, base: { ref: 'next' } }],
  ])('when %s comes in between', async (_what, state) => {
    expect(await asking(listed(1), { fault: answering(PULL, state, 2) })).toEqual({
      missing: MOVED,
    })
    expect(server && paths(server)).toHaveLength(3)
  })

  test.each(['contents', 'nothing'])(
    'with the permissions, when only %s is granted',
    async (name) => {
      expect(await asking(listed(1), { granted: [name] })).toEqual({
        missing: expect.stringMatching(
          /^GitHub answered 403 to the question for the files of pull request #7: Resource not accessible by integration\. Give the job these permissions:\npermissions:\n {2}contents: read\n {2}pull-requests: read\n$/,
        ),
      })
    },
  )

  test.each([
    [FILES, {}],
    [FILES, [1]],
    [FILES, [null]],
    [FILES, [{ status: 'added' }]],
    [FILES, [{ filename: 7 }]],
    [FILES, [{ filename: '../x', status: 'added' }]],
    [FILES, [{ filename: '/x', status: 'added' }]],
    [FILES, [{ filename: 'a//x', status: 'added' }]],
    [FILES, [{ filename: 'a\0', status: 'added' }]],
    [FILES, [{ filename: 'a', status: 'renamed' }]],
    [PULL, null],
    [PULL, 'text'],
    [PULL, { changed_files: -1, head: { sha: HEAD } }],
    [PULL, { changed_files: 1, head: { sha: 'HEAD' } }],
    [PULL, { changed_files: 1 }],
    [PULL, { __proto__: { changed_files: 1, head: { sha: HEAD } } }],
  ])('when %s is answered with %j', async (kind, body) => {
    expect(await asking(listed(1), { fault: answering(kind, body) })).toEqual({
      missing: "GitHub's answer to the question for the files of pull request #7 cannot be read",
    })
  })
})
