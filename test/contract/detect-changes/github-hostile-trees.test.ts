import { githubHistory } from '@ci-kit/detect-changes/github/history'
import { afterEach, expect, test } from '@jest/globals'
import type { GitHubServer } from '../../fakes/github-server.ts'
import { servedApi, sha } from './github.ts'

let server: GitHubServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const ENTRY = { path: 'a', mode: '100644', type: 'blob', sha: sha(1) }
const tree = (...entries: readonly unknown[]) => ({ tree: entries, truncated: false })

const asking = async (body: unknown) => {
  await server?.close()
  const served = await servedApi({ fault: () => ({ status: 200, body: JSON.stringify(body) }) })
  server = served.server
  return githubHistory(served.api).changes(sha(2), sha(3))
}

test('a tree as GitHub writes it is read', async () => {
  expect(await asking(tree(ENTRY))).toEqual({ value: [] })
})

test.each([
  null,
  'text',
  [],
  {},
  { tree: [ENTRY] },
  { tree: {}, truncated: false },
  { tree: [ENTRY], truncated: 'false' },
  tree(null),
  tree([ENTRY]),
  tree(ENTRY, ENTRY),
  tree({ ...ENTRY, path: '' }),
  tree({ ...ENTRY, path: '/a' }),
  tree({ ...ENTRY, path: 'a/' }),
  tree({ ...ENTRY, path: 'a//b' }),
  tree({ ...ENTRY, path: 'a/../b' }),
  tree({ ...ENTRY, path: '.' }),
  tree({ ...ENTRY, path: 'a\0b' }),
  tree({ ...ENTRY, path: 7 }),
  tree({ ...ENTRY, mode: '' }),
  tree({ ...ENTRY, mode: 100644 }),
  tree({ ...ENTRY, sha: 'main' }),
  tree({ ...ENTRY, sha: '../../x' }),
])('a tree of another shape is missing, not empty: %j', async (body) => {
  expect(await asking(body)).toEqual({
    missing: "GitHub's answer to the question for the files of a commit cannot be read",
  })
})

test.each(['x', '', 'HEAD', '-'.repeat(40)])('%j is no id to ask for', async (id) => {
  await server?.close()
  const served = await servedApi({})
  server = served.server
  expect(await githubHistory(served.api).changes(id, sha(3))).toEqual({
    missing: 'what to compare is no id of a commit',
  })
  expect(server.requests).toEqual([])
})
