import { type Context, contextOf } from '@ci-kit/core/event'
import { type GitHubQuestion, GitHubRefusal } from '@ci-kit/core/github'
import { commitsBetween } from '@ci-kit/rollback/compose/commits'
import { settingsOf } from '@ci-kit/rollback/compose/settings'
import { parseInputs } from '@ci-kit/rollback/inputs'
import { expect, test } from '@jest/globals'

const GIVEN: Readonly<Record<string, string>> = {
  service: 'web',
  reason: 'checkout is broken',
  'wait-for-minutes': '30',
  'wait-max-delay-seconds': '10',
  'health-timeout-seconds': '60',
}
const parsed = (more: Readonly<Record<string, string>>) =>
  parseInputs({ read: (name) => ({ ...GIVEN, ...more })[name] ?? '', mask: () => {} })
const inputs = parsed({ 'github-token': 't0ken' })

const context = (event: string): Context => ({
  ...contextOf({ GITHUB_REPOSITORY: 'octo/shop', GITHUB_RUN_ID: '7' }, '/'),
  event,
  sha: 'a'.repeat(40),
})

test('a record tells who started which run', () => {
  const env = { GITHUB_ACTOR: 'octocat', GITHUB_TRIGGERING_ACTOR: 'hubot' }
  expect(settingsOf(inputs, context('workflow_dispatch'), env)).toMatchObject({
    reason: 'checkout is broken',
    origin: {
      actor: 'hubot',
      ref: 'a'.repeat(40),
      logUrl: 'https://github.com/octo/shop/actions/runs/7',
    },
  })
})

test.each(['releases.json', 'none'])('ledger %s needs no token, GitHub does', (ledger) => {
  const dispatched = context('workflow_dispatch')
  expect(settingsOf(parsed({ ledger }), dispatched, {}).services).toEqual(['web'])
  expect(() => settingsOf(parsed({}), dispatched, {})).toThrow(
    /'github-token'.*'ledger' to the JSON file/,
  )
})

test.each(['pull_request', 'pull_request_target', 'issue_comment', 'workflow_run'])(
  '%s rolls nothing back',
  (event) => {
    expect(() => settingsOf(inputs, context(event), {})).toThrow(/workflow_dispatch/)
  },
)

test('outside GitHub the history has to be named', () => {
  const nowhere = { ...context(''), repository: '' }
  expect(() => settingsOf(inputs, nowhere, {})).toThrow(/'ledger' is 'github'.*JSON file/)
  const ledger = { kind: 'none' as const }
  expect(settingsOf({ ...inputs, ledger }, nowhere, { USER: 'alice' }).origin).toEqual({
    actor: 'alice',
    ref: 'a'.repeat(40),
    logUrl: undefined,
  })
})

const noted: string[] = []
const log = { notice: (text: string) => void noted.push(text) }

test('commits come newest first, with one line of their message', async () => {
  const asked: GitHubQuestion[] = []
  const data = {
    total_commits: 300,
    commits: [
      { sha: '1'.repeat(40), commit: { message: 'first\n\nbody' } },
      { sha: '2'.repeat(40), commit: { message: 'x'.repeat(500) } },
      'hostile',
    ],
  }
  const api = {
    get: async (question: GitHubQuestion) => {
      asked.push(question)
      return { data, headers: {} }
    },
  }
  const commits = await commitsBetween(api, log)('a'.repeat(40), 'b'.repeat(40))
  expect(commits).toEqual({
    total: 300,
    listed: [
      { sha: '2'.repeat(40), title: 'x'.repeat(100) },
      { sha: '1'.repeat(40), title: 'first' },
    ],
  })
  expect(asked[0]?.parameters.basehead).toBe(`${'a'.repeat(40)}...${'b'.repeat(40)}`)
})

test('commits that GitHub does not know are none, with a notice', async () => {
  const api = {
    get: async () => {
      const facts = { status: 404, reason: 'Not Found', rateLimited: false }
      throw new GitHubRefusal('GitHub answered 404 to the question for the commits.', facts)
    },
  }
  expect(await commitsBetween(api, log)('a', 'b')).toBeUndefined()
  expect(noted.join()).toContain('404')
})
