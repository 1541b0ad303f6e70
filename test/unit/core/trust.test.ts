import { contextOf, type PullRequest } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'
import { describe, expect, test } from '@jest/globals'

const pullRequest = (headRepository: string | undefined): PullRequest => ({
  number: 7,
  baseRef: 'main',
  baseSha: 'a1',
  headRef: 'feature',
  headSha: 'b2',
  headRepository,
  changedFiles: 1,
})

const why = (event: string, head?: PullRequest) =>
  untrustedBecause({
    ...contextOf({ GITHUB_REPOSITORY: 'octo/shop' }, '/'),
    event,
    pullRequest: head,
  })

describe('untrustedBecause', () => {
  test.each([
    ...['', 'push', 'create', 'release', 'schedule', 'workflow_dispatch', 'repository_dispatch'],
    ...['merge_group', 'deployment'],
  ])('the event %j needs write access', (event) => {
    expect(why(event)).toBeUndefined()
    expect(why(event, pullRequest('mallory/shop'))).toBeUndefined()
  })

  test.each([
    ...['pull_request_target', 'pull_request_review', 'issue_comment', 'issues', 'workflow_run'],
    ...['fork', 'watch', 'discussion', 'status', 'check_run', 'constructor', 'Push', 'push '],
  ])('the event %j does not', (event) => {
    expect(why(event, pullRequest('octo/shop'))).toBe(
      `the event '${event}' may carry code from a fork`,
    )
  })

  test.each([
    ['octo/shop', undefined],
    ['mallory/shop', 'the pull request comes from the fork mallory/shop'],
    ['octo/shop2', 'the pull request comes from the fork octo/shop2'],
    ['a\n::error::', 'the pull request comes from the fork a\\n::error::'],
    [undefined, 'the repository that the pull request comes from is not known'],
  ])('a pull request from %j: %j', (head, expected) => {
    expect(why('pull_request', pullRequest(head))).toBe(expected)
  })

  test('a pull request without its facts', () => {
    expect(why('pull_request')).toBe('the repository that the pull request comes from is not known')
  })
})
