import { githubQuestions } from '@ci-kit/detect-changes/github/questions'
import type { SuccessQuestion } from '@ci-kit/detect-changes/plan'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { ServedRun } from '../../fakes/github-runs.ts'
import type { GitHubServer, GitHubSetup } from '../../fakes/github-server.ts'
import { paths, servedApi, sha } from './github.ts'
import { commit, inGit, remove, repository, temporaryFolder } from './repository.ts'

let root: string
let folder: string
/** main from its first to its last commit, and a commit that a forced push took away. */
let main: readonly string[]
let lost: string
beforeAll(() => {
  root = temporaryFolder()
  folder = repository(root)
  const first = commit(folder, { a: '0' })
  lost = commit(folder, { a: 'lost' })
  inGit(folder, 'reset', '--quiet', '--hard', first)
  main = [first, ...['1', '2', '3'].map((text) => commit(folder, { a: text }))]
})
afterAll(() => remove(root))

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const at = (index: number): string => main[index] ?? ''
const OWN: ServedRun = { id: 99, sha: sha(99), conclusion: null }

const asking = async (
  runs: readonly ServedRun[],
  question: Partial<SuccessQuestion> = {},
  setup: GitHubSetup = {},
) => {
  await server?.close()
  const served = await servedApi({ repository: { folder }, runs: [OWN, ...runs], ...setup })
  server = served.server
  const asked = { workflow: 'ci.yml', branch: 'main', job: undefined, runId: 99, ...question }
  return githubQuestions(served.api).lastSuccess(asked, at(3))
}

const asked = (): readonly string[] => (server === undefined ? [] : paths(server))
const LIST = 'actions/workflows/ci.yml/runs'

describe('the last successful run', () => {
  test('takes two requests', async () => {
    expect(
      await asking([
        { id: 5, sha: at(2) },
        { id: 4, sha: at(1) },
      ]),
    ).toEqual({ value: at(2) })
    expect(asked()).toEqual([
      `${LIST}?branch=main&status=success&exclude_pull_requests=true&page=1`,
      `compare/${at(2)}...${at(3)}?per_page=1&page=2`,
    ])
  })

  test('takes one when it was at the very commit', async () => {
    expect(await asking([{ id: 5, sha: at(3) }])).toEqual({ value: at(3) })
    expect(asked()).toHaveLength(1)
  })

  test.each<[string, readonly ServedRun[]]>([
    ['no run at all', []],
    ['only this one', [{ id: 99, sha: sha(5) }]],
    ['only failures', [{ id: 5, sha: sha(5), conclusion: 'failure' }]],
    ['only other branches', [{ id: 5, sha: sha(5), branch: 'next' }]],
    ['only other workflows', [{ id: 5, sha: sha(5), workflow: 'cd.yml' }]],
    ['only commits that are gone', [{ id: 5, sha: sha(5) }]],
  ])("is '' for %s", async (_what, runs) => {
    expect(await asking(runs)).toEqual({ value: '' })
  })

  test('is of a commit that the head builds on, each asked about once', async () => {
    const gone = Array.from({ length: 20 }, (_, index) => ({ id: 50 - index, sha: lost }))
    expect(await asking([...gone, { id: 5, sha: at(1) }, { id: 4, sha: at(0) }])).toEqual({
      value: at(1),
    })
    expect(asked().filter((path) => path.includes(lost))).toHaveLength(1)
    expect(asked().length).toBeLessThanOrEqual(4)
  })

  test('may be on a later page', async () => {
    const gone = Array.from({ length: 150 }, (_, index) => ({ id: 500 - index, sha: lost }))
    expect(await asking([...gone, { id: 5, sha: at(1) }])).toEqual({ value: at(1) })
    expect(asked().filter((path) => path.startsWith(LIST))).toHaveLength(2)
  })

  test('of a branch with any name', async () => {
    const branch = 'a&status=x#ü'
    expect(await asking([{ id: 5, sha: at(1), branch }], { branch })).toEqual({ value: at(1) })
  })

  test('is given up after 64 commits, and says so', async () => {
    const runs = Array.from({ length: 90 }, (_, index) => ({ id: 500 - index, sha: sha(index) }))
    expect(await asking([...runs, { id: 5, sha: at(1) }])).toEqual({
      missing:
        'no successful run was found that the commit builds on; the newest 64 of them were looked at',
    })
    expect(asked()).toHaveLength(65)
    expect(server?.mostAtOnce()).toBeLessThanOrEqual(8)
  })

  test('is given up where GitHub lists no more, and says so', async () => {
    const runs = Array.from({ length: 1_200 }, (_, index) => ({ id: 5_000 - index, sha: lost }))
    expect(await asking(runs)).toEqual({
      missing:
        'no successful run was found that the commit builds on; the newest 1000 runs were looked at',
    })
    expect(asked()).toHaveLength(11)
  })
})

describe('runs of pull requests', () => {
  // A fork's branch may be called main, and its commit may be merged without a run on main.
  const merged: ServedRun = { id: 5, sha: '', event: 'pull_request' }

  test('do not count for others', async () => {
    const runs = [
      { ...merged, sha: at(2) },
      { id: 4, sha: at(1) },
    ]
    expect(await asking(runs)).toEqual({ value: at(1) })
    expect(asked()).toContain('actions/runs/99')
  })

  test('count for pull requests', async () => {
    const runs = [
      { ...merged, sha: at(2) },
      { id: 98, sha: sha(9), event: 'pull_request_target' },
    ]
    expect(await asking(runs, { runId: 98 })).toEqual({ value: at(2) })
  })
})

test('a run of another branch or without success does not count, whatever GitHub lists', async () => {
  const run = { head_branch: 'main', conclusion: 'success', event: 'push' }
  const runs = [
    { ...run, id: 7, head_sha: at(2), head_branch: 'feature' },
    { ...run, id: 6, head_sha: at(2), conclusion: 'failure' },
    { ...run, id: 5, head_sha: at(1) },
  ]
  const body = JSON.stringify({ total_count: runs.length, workflow_runs: runs })
  const fault = (path: string) => (path.includes('/runs?') ? { status: 200, body } : undefined)
  expect(await asking([], {}, { fault })).toEqual({ value: at(1) })
})

describe('the last successful job', () => {
  const job = (name: string, conclusion = 'success') => ({ name, conclusion })

  test.each([
    [[job('test')], true],
    [[job('test'), job('lint', 'failure')], true],
    [[job('test', 'failure')], false],
    [[job('test', 'skipped')], false],
    [[job('testing'), job('a test'), job('test / x')], false],
    [[job('test (20)'), job('test (22, a (b))')], true],
    [[job('test (20)'), job('test (22)', 'cancelled')], false],
    [[], false],
  ])('of jobs %j: %s', async (jobs, counts) => {
    const runs = [{ id: 5, sha: at(2), conclusion: 'failure', jobs }]
    expect(await asking(runs, { job: 'test' })).toEqual({ value: counts ? at(2) : '' })
  })

  test('may be in a run that failed, and costs one request more', async () => {
    const runs = [
      { id: 6, sha: at(2), jobs: [job('test', 'failure')] },
      { id: 5, sha: at(1), conclusion: 'failure', jobs: [job('test')] },
    ]
    expect(await asking(runs, { job: 'test' })).toEqual({ value: at(1) })
    expect(asked().map((path) => path.split('?')[0])).toEqual([
      LIST,
      'actions/runs/6/jobs',
      'actions/runs/5/jobs',
      `compare/${at(1)}...${at(3)}`,
    ])
  })

  test('of a matrix takes all its pages', async () => {
    const jobs = Array.from({ length: 150 }, (_, index) => job(`test (${index})`))
    const runs = [{ id: 5, sha: at(2), jobs: [...jobs, job('test (x)', 'failure')] }]
    expect(await asking(runs, { job: 'test' })).toEqual({ value: '' })
  })

  test('does not count when the run has more jobs than are looked at', async () => {
    const jobs = Array.from({ length: 1_001 }, () => job('test'))
    const ofRun = (count: number) => [{ id: 5, sha: at(2), jobs: jobs.slice(0, count) }]
    expect(await asking(ofRun(1_000), { job: 'test' })).toEqual({ value: at(2) })
    expect(await asking(ofRun(1_001), { job: 'test' })).toEqual({ value: '' })
  })
})
