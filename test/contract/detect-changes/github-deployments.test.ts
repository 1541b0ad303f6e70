import { githubQuestions } from '@ci-kit/detect-changes/github/questions'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { ServedDeployment } from '../../fakes/github-runs.ts'
import type { GitHubServer, GitHubSetup } from '../../fakes/github-server.ts'
import { paths, servedApi, sha } from './github.ts'

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Deployments to production, the newest first, by their states. */
const deployed = (...states: readonly (readonly string[])[]): readonly ServedDeployment[] =>
  states.map((some, at) => {
    const id = states.length - at
    return { id, sha: sha(id), environment: 'production', states: some }
  })

const asking = async (
  deployments: readonly ServedDeployment[],
  setup: GitHubSetup = {},
  environment = 'production',
) => {
  await server?.close()
  const served = await servedApi({ deployments, ...setup })
  server = served.server
  return githubQuestions(served.api).lastDeployed(environment)
}

const asked = (): readonly string[] => (server === undefined ? [] : paths(server))

describe('the last deployed commit', () => {
  test('takes two requests', async () => {
    expect(await asking(deployed(['success', 'in_progress'], ['inactive', 'success']))).toEqual({
      value: sha(2),
    })
    expect(asked()).toEqual([
      'deployments?environment=production&page=1',
      'deployments/2/statuses?page=1',
    ])
  })

  test.each([
    ['goes on', ['in_progress', 'queued']],
    ['has not begun', []],
    ['failed', ['failure', 'in_progress']],
    ['failed and was replaced', ['inactive', 'failure']],
    ['failed in the end', ['error', 'success']],
  ])('is not one that %s', async (_what, states) => {
    expect(await asking(deployed(states, ['inactive', 'success']))).toEqual({ value: sha(1) })
  })

  test.each([
    ['was replaced', ['inactive', 'success', 'in_progress']],
    ['is repeated', ['in_progress', 'success']],
    ['was repeated until it worked', ['success', 'failure']],
  ])('may be one that %s', async (_what, states) => {
    expect(await asking(deployed(states, ['success']))).toEqual({ value: sha(2) })
  })

  test("is '' where nothing was deployed", async () => {
    expect(await asking([])).toEqual({ value: '' })
    expect(await asking(deployed(['failure'], ['pending']))).toEqual({ value: '' })
    expect(await asking(deployed(['success']), {}, 'staging')).toEqual({ value: '' })
  })

  test('is the same in any case of the name', async () => {
    expect(await asking(deployed(['success']), {}, 'Production')).toEqual({ value: sha(1) })
  })

  test('is found behind many that failed, some requests at a time', async () => {
    const failed = Array.from({ length: 40 }, () => ['failure'])
    expect(await asking(deployed(...failed, ['success']))).toEqual({ value: sha(1) })
    expect(asked().length).toBeLessThanOrEqual(42)
    expect(server?.mostAtOnce()).toBeGreaterThan(2)
    expect(server?.mostAtOnce()).toBeLessThanOrEqual(8)
  })

  test('is given up after 64, and says so', async () => {
    const failed = Array.from({ length: 70 }, () => ['failure'])
    expect(await asking(deployed(...failed, ['success']))).toEqual({
      missing:
        'none of the newest 64 deployments to the environment succeeded, and no more were looked at',
    })
    expect(asked()).toHaveLength(65)
  })
})

test('a deployment to another environment does not count, whatever GitHub lists', async () => {
  const listed = (environment: string, id: number) => ({ environment, id, sha: sha(id) })
  const body = JSON.stringify([listed('staging', 2), listed('Production', 1)])
  const fault = (path: string) =>
    path.includes('/deployments?') ? { status: 200, body } : undefined
  const both = deployed(['success'], ['success'])
  expect(await asking(both, { fault })).toEqual({ value: sha(1) })
})

describe('is missing', () => {
  test('with the permissions', async () => {
    expect(await asking(deployed(['success']), { granted: ['contents'] })).toEqual({
      missing: expect.stringMatching(
        /^GitHub answered 403 to the question for the deployments to production: .*\npermissions:\n {2}contents: read\n {2}deployments: read\n$/,
      ),
    })
  })

  test('without the lines of the name of an environment', async () => {
    const answer = await asking([], { granted: [] }, 'a\n::error::b')
    expect(answer).toEqual({ missing: expect.stringContaining(String.raw`to a\n::error::b: `) })
  })

  test.each([
    ['/deployments?', {}],
    ['/deployments?', [{ environment: 'production', id: 1, sha: 'main' }]],
    ['/deployments?', [{ environment: 'production', id: '1', sha: sha(1) }]],
    ['/statuses?', { state: 'success' }],
    ['/statuses?', ['success']],
  ])('when %s is answered with %j', async (place, body) => {
    const fault = (path: string) =>
      path.includes(place) ? { status: 200, body: JSON.stringify(body) } : undefined
    expect(await asking(deployed(['success']), { fault })).toEqual({
      missing: expect.stringMatching(/^GitHub's answer to the question for .* cannot be read$/),
    })
  })
})
