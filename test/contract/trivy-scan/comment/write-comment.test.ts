import { ACTIONS_LOGIN } from '@ci-kit/trivy-scan/comment/find-comment'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type Commenting, commenting as commentingOn, methodsOf } from './commenting.ts'

const MARKER = '<!-- ci-kit/trivy-scan:web -->'

let running: Commenting | undefined
afterEach(async () => {
  await running?.server.close()
  running = undefined
})

const commenting = async (...of: Parameters<typeof commentingOn>): Promise<Commenting> => {
  running = await commentingOn(...of)
  return running
}

describe('the comment', () => {
  test('is written once, with the marker on its first line', async () => {
    const { comment, server, said } = await commenting()
    const result = await comment('**2** new')
    expect(result).toEqual({
      state: 'created',
      url: 'https://github.example/octo/shop/pull/7#issuecomment-1000',
    })
    expect(server.comments.all()).toMatchObject([{ issue: 7, body: `${MARKER}\n**2** new` }])
    expect(said).toEqual([
      'info The comment on the pull request is created: https://github.example/octo/shop/pull/7#issuecomment-1000',
    ])
  })

  test('is edited in place when it differs', async () => {
    const commented = await commenting()
    await commented.comment('before')
    expect(await commented.comment('after')).toMatchObject({
      state: 'updated',
      url: expect.stringMatching(/#issuecomment-1000$/),
    })
    expect(commented.server.comments.all()).toMatchObject([{ body: `${MARKER}\nafter` }])
    expect(methodsOf(commented)).toEqual(['GET', 'POST', 'GET', 'PATCH'])
  })

  test('stays untouched when it is the same', async () => {
    const commented = await commenting()
    await commented.comment('same')
    expect(await commented.comment('same')).toMatchObject({ state: 'unchanged' })
    expect(methodsOf(commented)).toEqual(['GET', 'POST', 'GET'])
  })

  test("is the same with GitHub's line ends", async () => {
    const { comment, server } = await commenting()
    server.comments.add(7, `${MARKER}\r\nsame\r\ntext\r\n`)
    expect(await comment('same\ntext')).toMatchObject({ state: 'unchanged' })
  })

  test('is one for each key', async () => {
    const { comment, server } = await commenting()
    await comment('web')
    expect(await comment('api', { key: 'api' })).toMatchObject({ state: 'created' })
    expect(await comment('web 2')).toMatchObject({ state: 'updated' })
    expect(server.comments.all().map(({ body }) => body.split('\n')[1])).toEqual(['web 2', 'api'])
  })

  test('is found behind many others, and none is read after it', async () => {
    const commented = await commenting()
    for (let count = 0; count < 150; count += 1) commented.server.comments.add(7, `${count}`)
    const ours = commented.server.comments.add(7, `${MARKER}\nbefore`)
    for (let count = 0; count < 150; count += 1) commented.server.comments.add(7, `${count}`)
    await commented.comment('after')
    expect([...commented.server.comments.edits]).toEqual([[ours, 1]])
    expect(methodsOf(commented)).toEqual(['GET', 'GET', 'PATCH'])
  })

  test('is not written where an earlier one may be out of reach', async () => {
    const { comment, server, said } = await commenting()
    for (let count = 0; count < 3_001; count += 1) server.comments.add(7, `${count}`)
    expect(await comment('new')).toMatchObject({ state: 'failed' })
    expect(server.comments.all()).toHaveLength(3_001)
    expect(said).toEqual([expect.stringMatching(/^warning .*It has more than 3000 comments, and/)])
  })
})

describe('a comment that is not ours is left alone', () => {
  test.each([
    ['of a user', { login: 'mallory', type: 'User' }, `${MARKER}\nx`],
    ['of another bot', { login: 'other[bot]', type: 'Bot' }, `${MARKER}\nx`],
    ['of a user with nearly the login', { login: 'github-actions', type: 'User' }, `${MARKER}\nx`],
    ['with the marker further down', { login: ACTIONS_LOGIN, type: 'Bot' }, `x\n${MARKER}`],
    ['with more on the first line', { login: ACTIONS_LOGIN, type: 'Bot' }, `${MARKER}x`],
    ['with another key', { login: ACTIONS_LOGIN, type: 'Bot' }, '<!-- ci-kit/trivy-scan:we -->'],
  ] as const)('%s', async (_name, author, body) => {
    const { comment, server } = await commenting()
    server.comments.add(7, body, author)
    server.comments.add(8, `${MARKER}\non another pull request`)
    expect(await comment('new')).toMatchObject({ state: 'created' })
    expect(server.comments.edits.size).toBe(0)
  })

  test('whatever GitHub answers', async () => {
    const { comment } = await commenting({
      fault: ({ method }) =>
        method === 'GET'
          ? { status: 200, body: `[null,1,{"id":-1},{"id":5,"body":null,"user":null}]` }
          : undefined,
    })
    expect(await comment('new')).toMatchObject({ state: 'created' })
  })
})

describe('a token of somebody else', () => {
  const author = { login: 'octo-app[bot]', type: 'Bot' } as const

  test('finds its comment by its login', async () => {
    const { comment, said } = await commenting({ author })
    await comment('before', { author: author.login })
    expect(await comment('after', { author: 'Octo-App[bot]' })).toMatchObject({ state: 'updated' })
    expect(said).not.toContainEqual(expect.stringMatching(/^warning/))
  })

  test('is told which login to give', async () => {
    const { comment, said } = await commenting({ author })
    await comment('x')
    expect(said[0]).toBe(
      "warning The token writes comments as 'octo-app[bot]', and 'comment-author' is 'github-actions[bot]'. Set 'comment-author: octo-app[bot]', or the next run does not find its comment and writes another one.",
    )
  })
})
