import { unavailableBecause } from '@ci-kit/attest/store/github-refusal'
import { GitHubRefusal } from '@ci-kit/core/github'
import { describe, expect, test } from '@jest/globals'

const refusal = (status: number | undefined, reason: string, rateLimited = false) =>
  new GitHubRefusal('message', { status, reason, rateLimited })

const GITHUB = 'https://github.com'
const USER_OWNED =
  'Feature not available for user-owned private repositories. To enable this feature, please make this repository public.'
const ORGANISATION =
  'Feature not available for the octo organization. To enable this feature, please upgrade the billing plan, or make this repository public.'

describe('GitHub without attestations', () => {
  test.each([
    [400, USER_OWNED],
    [403, USER_OWNED],
    [404, USER_OWNED],
    [422, ORGANISATION],
    [402, 'Please upgrade your plan'],
  ])('%d %s', (status, reason) => {
    expect(unavailableBecause(refusal(status, reason), GITHUB)).toBe(
      `GitHub says: "${reason.replace(/\.$/, '')}"`,
    )
  })

  test('a server of one’s own that does not know the route', () => {
    expect(unavailableBecause(refusal(404, 'Not Found'), 'https://git.example.com')).toContain(
      'git.example.com',
    )
  })

  test.each([
    ['a missing permission', 403, 'Resource not accessible by integration', false, GITHUB],
    ['an invisible repository', 404, 'Not Found', false, GITHUB],
    [
      'an invisible repository with data residency',
      404,
      'Not Found',
      false,
      'https://octo.ghe.com',
    ],
    ['a fault', 500, USER_OWNED, false, GITHUB],
    ['no answer', undefined, 'ECONNRESET', false, GITHUB],
    ['a rate limit', 403, USER_OWNED, true, GITHUB],
    ['a bad token', 401, 'Bad credentials', false, GITHUB],
  ])('%s is something else', (_, status, reason, rateLimited, server) => {
    expect(unavailableBecause(refusal(status, reason, rateLimited), server)).toBeUndefined()
  })
})
