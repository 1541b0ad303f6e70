import { originOf } from '@ci-kit/ecs/ledger/origin'
import { expect, test } from '@jest/globals'

const CONTEXT = { serverUrl: 'https://github.com', repository: 'octo/shop', runId: 7 }

test.each([
  [{ GITHUB_TRIGGERING_ACTOR: 'hubot', GITHUB_ACTOR: 'octocat', USER: 'runner' }, 'hubot'],
  [{ GITHUB_TRIGGERING_ACTOR: '', GITHUB_ACTOR: 'octocat', USER: 'runner' }, 'octocat'],
  [{ USER: 'alice' }, 'alice'],
  [{}, ''],
])('%j was started by %j', (env, actor) => {
  expect(originOf(CONTEXT, env).actor).toBe(actor)
})

test.each([
  [CONTEXT, 'https://github.com/octo/shop/actions/runs/7'],
  [{ ...CONTEXT, runId: 0 }, undefined],
  [{ ...CONTEXT, repository: '' }, undefined],
])('of %j the log is at %s', (context, logUrl) => {
  expect(originOf(context, {}).logUrl).toBe(logUrl)
})
