import { describe, expect, test } from '@jest/globals'
import { FIXED, OPENSSL, VULNERABLE } from './trivy-samples.ts'
import { FORK, gitHubWorkbench, OWN_BRANCH, said } from './trivy-scan-github.ts'
import { outcomeOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* One comment on the pull request, which each run brings up to date. */

const bench = trivyScanWorkbench()
const { push } = bench
const { github, scanWith } = gitHubWorkbench(bench)

const WANTED = { comment: 'true', upload: 'never' }
const RED = { exitCode: 1, verdict: 'fail', total: '1' }

describe('a pull request', () => {
  test('gets one comment, which the next run edits', async () => {
    const server = await github()
    const inputs = { ...WANTED, 'image-ref': await push({ packages: VULNERABLE }) }
    const first = await scanWith(server, { event: OWN_BRANCH, inputs })
    expect(outcomeOf(first)).toEqual(RED)
    const [before, ...none] = server.comments.all()
    expect(none).toEqual([])
    expect(before).toMatchObject({ issue: 7, body: expect.stringContaining(OPENSSL.id) })
    expect(first.outputs['comment-url']).toMatch(/pull\/7#issuecomment-\d+$/)

    const fixed = { ...inputs, 'image-ref': await push({ packages: FIXED }, '2') }
    const second = await scanWith(server, { event: OWN_BRANCH, inputs: fixed })
    expect(outcomeOf(second)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(second.outputs['comment-url']).toBe(first.outputs['comment-url'])
    const [after, ...others] = server.comments.all()
    expect(others).toEqual([])
    expect(after?.id).toBe(before?.id)
    expect(after?.body).not.toContain(OPENSSL.id)
  })

  test('has a comment of each step that names a key of its own', async () => {
    const server = await github()
    const image = await push({ packages: FIXED })
    for (const key of ['web', 'api', 'web'])
      await scanWith(server, {
        event: OWN_BRANCH,
        inputs: { ...WANTED, 'image-ref': image, 'comment-key': key },
      })
    expect(server.comments.all()).toHaveLength(2)
  })

  test('keeps what somebody else wrote with the same mark', async () => {
    const server = await github()
    const inputs = { ...WANTED, 'image-ref': await push({ packages: FIXED }) }
    await scanWith(server, { event: OWN_BRANCH, inputs })
    const body = server.comments.all()[0]?.body ?? ''
    const other = await github()
    other.comments.add(7, body, { login: 'mallory', type: 'User' })
    await scanWith(other, { event: OWN_BRANCH, inputs })
    expect(other.comments.all().map(({ user }) => user.login)).toEqual([
      'mallory',
      'github-actions[bot]',
    ])
    expect(other.comments.edits.size).toBe(0)
  })
})

describe('no comment', () => {
  test.each([
    ['from a fork', { event: FORK }, 'fork mallory/shop'],
    ['for a push', {}, "the event 'push' is for no pull request"],
    [
      'without a token',
      { event: OWN_BRANCH, inputs: { 'github-token': '' } },
      "set 'github-token'",
    ],
  ])('is written %s, and nothing is asked', async (_, step, words) => {
    const server = await github()
    const image = await push({ packages: VULNERABLE })
    const result = await scanWith(server, {
      ...step,
      inputs: { ...WANTED, 'image-ref': image, ...('inputs' in step && step.inputs) },
    })
    expect(outcomeOf(result)).toEqual(RED)
    expect(result.outputs['comment-url']).toBe('')
    expect(said(result, 'notice').filter((text) => text.includes(words))).toHaveLength(1)
    expect(server.requests).toEqual([])
  })

  test('is written with a token that only reads, and the permissions are named', async () => {
    const server = await github({ granted: ['security_events'] })
    const image = await push({ packages: FIXED })
    const result = await scanWith(server, {
      event: OWN_BRANCH,
      inputs: { ...WANTED, 'image-ref': image },
    })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    expect(server.comments.all()).toEqual([])
    expect(said(result, 'warning').join()).toMatch(/permissions:\n.*pull-requests: write/s)
  })

  test('is written when nobody asks for one', async () => {
    const server = await github()
    const image = await push({ packages: VULNERABLE })
    const inputs = { upload: 'never', 'image-ref': image }
    expect(outcomeOf(await scanWith(server, { event: OWN_BRANCH, inputs }))).toEqual(RED)
    expect(server.requests).toEqual([])
  })
})
