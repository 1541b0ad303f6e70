import { type RunTrust, skipBecause } from '@ci-kit/attest/preflight/run-trust'
import { contextOf } from '@ci-kit/core/event'
import { describe, expect, test } from '@jest/globals'

const context = (event: string, head?: string): RunTrust['context'] => ({
  ...contextOf({ GITHUB_EVENT_NAME: event, GITHUB_REPOSITORY: 'octo/shop' }, '/w'),
  pullRequest:
    head === undefined
      ? undefined
      : {
          number: 7,
          baseRef: 'main',
          baseSha: 'b',
          headRef: 'f',
          headSha: 'h',
          headRepository: head,
          changedFiles: 1,
        },
})

const run = (more: Partial<RunTrust>): RunTrust => ({
  context: context('push'),
  actor: 'mona',
  hasIdToken: true,
  onFork: 'skip',
  ...more,
})

describe('whether a run may sign', () => {
  test.each([
    ['a push', run({})],
    ['a pull request of a branch', run({ context: context('pull_request', 'octo/shop') })],
    ['a release', run({ context: context('release') })],
    ['a job without an identity token, which is told elsewhere', run({ hasIdToken: false })],
    ['Dependabot with a token that the job gives', run({ actor: 'dependabot[bot]' })],
  ])('%s may', (_, given) => {
    expect(skipBecause(given)).toBeUndefined()
  })

  test.each([
    ['a fork', run({ context: context('pull_request', 'eve/shop') }), 'fork', 'fork eve/shop'],
    [
      'pull_request_target',
      run({ context: context('pull_request_target', 'octo/shop') }),
      'fork',
      'pull_request_target',
    ],
    ['an event that nobody knows', run({ context: context('surprise') }), 'fork', 'surprise'],
    ['Dependabot', run({ actor: 'dependabot[bot]', hasIdToken: false }), 'dependabot', 'read-only'],
  ])('%s is skipped with the reason', (_, given, skipped, word) => {
    expect(skipBecause(given)).toEqual({ skipped, notice: expect.stringContaining(word) })
    expect(() => skipBecause({ ...given, onFork: 'fail' })).toThrow(/Input 'on-fork' is 'fail'/)
  })

  test('the name of a fork stays on one line', () => {
    const skip = skipBecause(run({ context: context('pull_request', 'eve/x\n::error::') }))
    expect(skip?.notice).not.toContain('\n')
  })
})
