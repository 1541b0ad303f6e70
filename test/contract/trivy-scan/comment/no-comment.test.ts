import type { Context } from '@ci-kit/core/event'
import { Cancelled } from '@ci-kit/core/run-action'
import { ACTIONS_LOGIN } from '@ci-kit/trivy-scan/comment/find-comment'
import { writeComment } from '@ci-kit/trivy-scan/comment/write-comment'
import { afterEach, describe, expect, test } from '@jest/globals'
import { pullRequest, push } from '../../../unit/trivy-scan/upload/contexts.ts'
import { type Commenting, commenting as commentingOn, methodsOf } from './commenting.ts'

let running: Commenting | undefined
afterEach(async () => {
  await running?.server.close()
  running = undefined
})

const commenting = async (...of: Parameters<typeof commentingOn>): Promise<Commenting> => {
  running = await commentingOn(...of)
  return running
}

describe('no comment is tried', () => {
  test.each<[Context, string]>([
    [push(), "the event 'push' is for no pull request"],
    [pullRequest('fork/shop'), 'the pull request comes from the fork fork/shop'],
    [
      pullRequest('octo/shop', { event: 'pull_request_target' }),
      "the event 'pull_request_target' may carry code from a fork",
    ],
  ])('for $event', async (context, reason) => {
    const { comment, server, said } = await commenting()
    expect(await comment('x', { context })).toEqual({ state: 'skipped', reason })
    expect(said).toEqual([`notice No comment is written: ${reason}.`])
    expect(server.requests).toEqual([])
  })

  test('without a token', async () => {
    const ports = { ...(await commenting()), github: undefined }
    const request = { context: pullRequest(), key: 'web', author: ACTIONS_LOGIN }
    expect(await writeComment('x', request, ports)).toEqual({
      state: 'skipped',
      reason: "there is no token, set 'github-token'",
    })
  })
})

describe('a failure is a warning', () => {
  test('with the missing permission', async () => {
    const { comment, said } = await commenting({ granted: ['security_events'] })
    expect(await comment('x')).toMatchObject({ state: 'failed' })
    expect(said).toEqual([
      'warning The comment on pull request #7 is not up to date. GitHub answered 403 to the question for the comments on pull request #7: Resource not accessible by integration. Give the job these permissions:\npermissions:\n  pull-requests: write\n',
    ])
  })

  test('without one where the conversation is locked', async () => {
    const { comment, said } = await commenting({ locked: [7] })
    await comment('x')
    expect(said).toEqual([
      'warning The comment on pull request #7 is not up to date. GitHub says: Unable to create comment because issue is locked.',
    ])
  })

  test('with what GitHub does not like', async () => {
    const { comment, said } = await commenting()
    await comment('x'.repeat(65_536))
    expect(said).toEqual([
      expect.stringMatching(/body is too long \(maximum is 65536 characters\)/),
    ])
  })

  test('after one attempt where a second one could write it twice', async () => {
    const commented = await commenting({
      fault: ({ method }) => (method === 'POST' ? { status: 502 } : undefined),
    })
    expect(await commented.comment('x')).toMatchObject({ state: 'failed' })
    expect(methodsOf(commented)).toEqual(['GET', 'POST'])
  })

  test('but a cancellation is one', async () => {
    const cancellation = AbortSignal.abort(new Cancelled('SIGTERM'))
    const { comment } = await commenting({}, { cancellation })
    await expect(comment('x')).rejects.toMatchObject({ name: 'Cancelled' })
  })
})
