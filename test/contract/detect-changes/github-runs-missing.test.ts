import { githubQuestions } from '@ci-kit/detect-changes/github/questions'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { ServedRun } from '../../fakes/github-runs.ts'
import type { GitHubServer, GitHubSetup } from '../../fakes/github-server.ts'
import { servedApi, sha } from './github.ts'

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const RUN: ServedRun = { id: 5, sha: sha(2) }

const asking = async (runs: readonly ServedRun[], setup: GitHubSetup = {}, workflow = 'ci.yml') => {
  const served = await servedApi({ repository: { folder: '/nonexistent' }, runs, ...setup })
  server = served.server
  const asked = { workflow, branch: 'main', job: undefined, runId: 99 }
  return githubQuestions(served.api).lastSuccess(asked, sha(3))
}

describe('the last successful run is missing', () => {
  test.each([['contents'], ['actions']])('with the permissions, with only %s', async (granted) => {
    expect(await asking([RUN], { granted: [granted] })).toEqual({
      missing: expect.stringMatching(
        granted === 'contents'
          ? /^GitHub answered 403 to the question for the runs of ci\.yml: .*\npermissions:\n {2}actions: read\n {2}contents: read\n$/
          : /^GitHub answered 403 .*\npermissions:\n {2}contents: read\n$/,
      ),
    })
  })

  test.each([
    [],
    {},
    { workflow_runs: {} },
    { workflow_runs: [1] },
    { workflow_runs: [{ id: '5', head_branch: 'main', conclusion: 'success', head_sha: sha(1) }] },
    { workflow_runs: [{ id: 5, head_branch: 'main', conclusion: 'success', head_sha: '../x' }] },
  ])('when GitHub answers %j', async (body) => {
    const fault = () => ({ status: 200, body: JSON.stringify(body) })
    expect(await asking([], { fault })).toEqual({
      missing: "GitHub's answer to the question for the runs of ci.yml cannot be read",
    })
  })

  test.each([{}, { status: 'ahead' }, { status: 'x', merge_base_commit: { sha: sha(1) } }])(
    'when the comparison is %j',
    async (body) => {
      const fault = (path: string) =>
        path.includes('/compare/') ? { status: 200, body: JSON.stringify(body) } : undefined
      expect(await asking([RUN], { fault })).toEqual({
        missing: expect.stringContaining('the place where two commits meet cannot be read'),
      })
    },
  )

  test('of a workflow whose name is no name', async () => {
    expect(await asking([], {}, '..')).toEqual({
      missing: "GitHub cannot be asked for the runs of ..: '..' is not a name",
    })
    expect(server?.requests).toEqual([])
  })
})
