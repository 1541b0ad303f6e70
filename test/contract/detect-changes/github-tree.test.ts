import { githubTree } from '@ci-kit/detect-changes/github/tree'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { GitHubServer, GitHubSetup } from '../../fakes/github-server.ts'
import { importCommit, type Leaf } from './fast-import.ts'
import { servedApi, sha } from './github.ts'
import { remove, repository, temporaryFolder } from './repository.ts'

let root: string
let folder: string
let server: GitHubServer | undefined
beforeEach(() => {
  root = temporaryFolder()
  folder = repository(root)
})
afterEach(async () => {
  await server?.close()
  server = undefined
  remove(root)
})

const FILES: Readonly<Record<string, Leaf>> = {
  'a/b/text': { mode: '100644', content: 'é\n::error::x\n' },
  'a/tool': { mode: '100755', content: '#!' },
  empty: { mode: '100644', content: '' },
  link: { mode: '120000', content: '/etc/passwd' },
  module: { mode: '160000', content: sha(1) },
  binary: { mode: '100644', content: 'a\0\u00ff' },
}

const tree = async (setup: GitHubSetup = {}, more: Readonly<Record<string, Leaf>> = {}) => {
  const head = importCommit(
    folder,
    'refs/heads/main',
    new Map(Object.entries({ ...FILES, ...more })),
  )
  await server?.close()
  const served = await servedApi({ repository: { folder }, ...setup })
  server = served.server
  return githubTree(served.api, head)
}

describe('the paths of a commit', () => {
  test('are all tracked ones, in order, for one request', async () => {
    const { paths } = await tree()
    const expected = { value: Object.keys(FILES).toSorted() }
    expect(await paths()).toEqual(expected)
    expect(await paths()).toEqual(expected)
    expect(server?.requests).toHaveLength(1)
  })

  test('are whole where GitHub cuts the list', async () => {
    const { paths } = await tree({ repository: { folder, treeLimit: 1 } })
    expect(await paths()).toEqual({ value: Object.keys(FILES).toSorted() })
  })

  test('are missing for what is no id', async () => {
    const { api, server: running } = await servedApi({})
    server = running
    expect(await githubTree(api, 'main').paths()).toEqual({
      missing: 'the commit to look at is no id',
    })
  })
})

describe('the text of a file', () => {
  test.each(['a/b/text', 'a/tool', 'empty', 'binary'])('%s', async (path) => {
    const { read } = await tree()
    expect(await read(path)).toEqual({ value: FILES[path]?.content })
    expect(server?.requests).toHaveLength(2)
  })

  test.each([
    ['link', 'the file is a link or a submodule'],
    ['module', 'the file is a link or a submodule'],
    ['a/b', 'there is no such file'],
    ['../x', 'there is no such file'],
    ['toString', 'there is no such file'],
    ['large', 'the file has more than 1048576 bytes'],
  ])('%s is missing', async (path, missing) => {
    const large: Leaf = { mode: '100644', content: 'x'.repeat(1024 * 1024 + 1) }
    const { read } = await tree({}, { large })
    expect(await read(path)).toEqual({ missing })
    expect(server?.requests).toHaveLength(1)
  })

  test.each([
    ['{"encoding":"base64","content":"/w=="}', 'the file is no text in UTF-8'],
    ['{"encoding":"none","content":""}', "GitHub's answer to the question for a file of the"],
    ['{"encoding":"base64","content":"eHh4"}', "GitHub's answer to the question for a file of"],
    ['[]', "GitHub's answer to the question for a file of the repository cannot be read"],
  ])('is missing for the answer %s', async (body, missing) => {
    const { read } = await tree(
      { fault: (path) => (path.includes('/blobs/') ? { status: 200, body } : undefined) },
      { one: { mode: '100644', content: '1' } },
    )
    expect(await read('one')).toEqual({ missing: expect.stringContaining(missing) })
  })
})
