import type { Context } from '@ci-kit/core/event'
import { branchRules } from '@ci-kit/pipeline-plan/input-maps'
import { environmentOf } from '@ci-kit/pipeline-plan/plan/environment'
import { eventPlanOf } from '@ci-kit/pipeline-plan/plan/event-plan'
import { describe, expect, test } from '@jest/globals'
import { pulled, pushed } from '../detect-changes/samples.ts'

const RULES = branchRules("main: production\nhotfix/none:\n'hotfix/*': staging\n'*-rc*-x': rc")

const pull = (from: string | undefined): Context => {
  const context = pulled()
  const { pullRequest } = context
  return pullRequest
    ? { ...context, pullRequest: { ...pullRequest, headRepository: from } }
    : context
}
const on = (event: string, ref = 'refs/heads/main') => pushed({ event, ref })

describe('what an event allows', () => {
  test.each<[string, Context, boolean, string, string]>([
    ['a push to main', pushed(), true, 'production', 'deploy'],
    ['a push to another branch', on('push', 'refs/heads/x'), true, '', 'none'],
    ['a push of a tag named like a branch', on('push', 'refs/tags/main'), true, '', 'none'],
    ['a button on main', on('workflow_dispatch'), true, 'production', 'deploy'],
    ['a schedule', on('schedule'), true, 'production', 'none'],
    ['a release', on('release', 'refs/tags/v1'), true, '', 'none'],
    ['a merge group', on('merge_group'), false, '', 'none'],
    ['a pull request', pull('octo/shop'), false, 'production', 'plan'],
    ['a pull request of a fork', pull('evil/shop'), false, 'production', 'none'],
    ['a pull request of nobody', pull(undefined), false, 'production', 'none'],
    [
      'a pull request that is not described',
      { ...pulled(), pullRequest: undefined },
      false,
      '',
      'none',
    ],
    [
      'pull_request_target',
      { ...pull('evil/shop'), event: 'pull_request_target' },
      false,
      '',
      'none',
    ],
    ['pull_request_target on main', on('pull_request_target'), false, 'production', 'none'],
    ['workflow_run', on('workflow_run'), false, 'production', 'none'],
    ['issue_comment', on('issue_comment'), false, 'production', 'none'],
    ['an event of tomorrow', on('tomorrow'), false, 'production', 'none'],
    ['no event', on(''), false, 'production', 'none'],
  ])('%s', (_, context, push, environment, deploy) => {
    expect(eventPlanOf(context, RULES)).toEqual({
      push,
      tags: expect.any(String),
      environment,
      deploy,
    })
  })

  const versions = (...patterns: readonly string[]) =>
    patterns.map((pattern) => `type=semver,pattern={{${pattern}`).join('\n')
  const FULL = versions('version}}', 'major}}.{{minor}}', 'major}}')
  test.each([
    ['refs/heads/v1.2.3', ''],
    ['refs/tags/v1.2.3', FULL],
    ['refs/tags/1.2.3', FULL],
    ['refs/tags/v1.2.3-rc.1+b', FULL],
    ['refs/tags/v0.2.3', versions('version}}', 'major}}.{{minor}}')],
    ['refs/tags/v1', 'type=ref,event=tag'],
    ['refs/tags/api-v1.2.3', 'type=ref,event=tag'],
    ['refs/tags/v1.2.3\nx', 'type=ref,event=tag'],
  ])('tags of %j', (ref, tags) => {
    expect(eventPlanOf(pushed({ ref }), RULES).tags).toBe(tags)
  })
})

describe('the environment of a branch', () => {
  test.each([
    ['main', 'production'],
    ['Main', ''],
    ['main/x', ''],
    ['hotfix/a', 'staging'],
    ['hotfix/', 'staging'],
    ['hotfix/none', ''],
    ['hotfix/a/b', ''],
    ['a-rc1-x', 'rc'],
    ['-rc-x', 'rc'],
    ['-rcx', ''],
    ['a-rc/-x', ''],
  ])('%j', (branch, environment) => {
    expect(environmentOf(branch, RULES)).toBe(environment)
  })

  test('takes no longer for a pattern of many stars', () => {
    const rules = [{ pattern: `${'*a'.repeat(200)}b`, environment: 'x' }]
    expect(environmentOf('a'.repeat(10_000), rules)).toBe('')
  })
})

describe('input branches', () => {
  test.each([
    ['a/**: x', "Input 'branches', line 1: 'a/**' is no branch."],
    ['main: x\n"a b": x', "Input 'branches', line 2: 'a b' is no branch."],
    ['main: [x]', "Input 'branches', line 1: branch 'main' has no name of an environment."],
    ['main', "Input 'branches' is no map."],
    ['*: x', 'Quote names that hold *.'],
  ])('%j is refused', (text, message) => {
    expect(() => branchRules(text)).toThrow(message)
  })
})
