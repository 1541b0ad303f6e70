import type { Context } from '@ci-kit/core/event'
import { readiness } from '@ci-kit/trivy-scan/upload/readiness'
import { describe, expect, test } from '@jest/globals'
import { HEAD, MERGE, pullRequest, push } from './contexts.ts'

const PUSH_LATER = 'A run for a push to the target branch uploads what is merged.'

describe('an upload', () => {
  test.each<[string, Context, string]>([
    ['a push', push(), MERGE],
    ['a pull request of the repository', pullRequest(), HEAD],
    ['a merge queue', push({ event: 'merge_group' }), MERGE],
    ['a schedule', push({ event: 'schedule' }), MERGE],
    ['a release', push({ event: 'release', ref: 'refs/tags/v1' }), MERGE],
  ])('is tried for %s', (_name, context, sha) => {
    expect(readiness(context, HEAD, 'client')).toMatchObject({ commit: { sha }, github: 'client' })
  })

  test.each<[Context, string]>([
    [
      pullRequest('fork/shop'),
      `Nothing is uploaded because the pull request comes from the fork fork/shop. ${PUSH_LATER}`,
    ],
    [
      pullRequest('octo/shop', { event: 'pull_request_target', ref: 'refs/heads/main' }),
      `Nothing is uploaded because the event 'pull_request_target' may carry code from a fork. ${PUSH_LATER}`,
    ],
    [
      push({ event: 'workflow_run' }),
      `Nothing is uploaded because the event 'workflow_run' may carry code from a fork. ${PUSH_LATER}`,
    ],
  ])('is not tried for an untrusted run', (context, reason) => {
    expect(readiness(context, undefined, 'client')).toEqual({
      refusal: { kind: 'setting', reason },
    })
  })

  test('needs a token', () => {
    expect(readiness(push(), undefined, undefined)).toEqual({
      refusal: {
        kind: 'setting',
        reason: "There is no token. Set 'github-token' to one with security-events: write.",
      },
    })
  })

  test('needs a commit', () => {
    expect(readiness(push({ event: '', sha: '', ref: '' }), undefined, 'client')).toMatchObject({
      refusal: { reason: expect.stringMatching(/^GITHUB_SHA and GITHUB_REF name no commit/) },
    })
  })
})
