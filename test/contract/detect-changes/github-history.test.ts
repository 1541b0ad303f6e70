import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { githubHistory } from '@ci-kit/detect-changes/github/history'
import type { History } from '@ci-kit/detect-changes/history'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { GitHubServer, GitHubSetup } from '../../fakes/github-server.ts'
import { paths, servedApi, sha } from './github.ts'
import { commit, inGit, remove, repository, temporaryFolder } from './repository.ts'

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

const history = async (setup: GitHubSetup = {}): Promise<History> => {
  await server?.close()
  const served = await servedApi({ repository: { folder }, ...setup })
  server = served.server
  return githubHistory(served.api)
}

const asked = (): readonly string[] => (server === undefined ? [] : paths(server))

/** main: fork, later. Branch feature/x#1: fork, newer. */
const forked = () => {
  const fork = commit(folder, { a: '1' })
  inGit(folder, 'checkout', '--quiet', '-b', 'feature/x#1')
  const newer = commit(folder, { a: '2' })
  inGit(folder, 'checkout', '--quiet', 'main')
  const later = commit(folder, { b: '1' })
  return { fork, newer, later }
}

describe('the merge base', () => {
  test('of a branch and a commit takes one request that lists no files', async () => {
    const { fork, newer } = forked()
    expect(await (await history()).mergeBase('main', newer)).toEqual({ value: fork })
    expect(asked()).toEqual([`compare/main...${newer}?per_page=1&page=2`])
  })

  test('of branches by names that an address would split', async () => {
    const { fork } = forked()
    const { mergeBase } = await history()
    expect(await mergeBase('refs/heads/feature/x#1', 'main')).toEqual({ value: fork })
    expect(asked()).toEqual(['compare/feature%2Fx%231...main?per_page=1&page=2'])
  })

  test('takes a tag for a tag where a branch has the same name', async () => {
    const { fork, later } = forked()
    inGit(folder, 'tag', 'same', fork)
    inGit(folder, 'branch', 'same', later)
    const { mergeBase } = await history()
    expect(await mergeBase('refs/tags/same', later)).toEqual({ value: fork })
    expect(await mergeBase('same', later)).toEqual({ value: later })
  })

  test('of commits one after the other is the earlier one', async () => {
    const { fork, later } = forked()
    const { mergeBase } = await history()
    expect(await mergeBase(fork, fork)).toEqual({ value: fork })
    expect(await mergeBase(fork, later)).toEqual({ value: fork })
    expect(await mergeBase(later, fork)).toEqual({ value: fork })
  })

  test('of histories that never meet, or are not there, is missing with a reason', async () => {
    const { later } = forked()
    inGit(folder, 'checkout', '--quiet', '--orphan', 'other')
    commit(folder, { c: '1' })
    const { mergeBase } = await history()
    for (const base of ['other', 'nowhere', sha(1)]) {
      expect(await mergeBase(base, later)).toEqual({
        missing: expect.stringMatching(/^GitHub finds no commit where the two to compare meet: /),
      })
    }
  })

  test.each(['', '..', 'a..b', 'a...b', '-x', 'x\n::error::', 'a b', 'a:b', '@'])(
    'of %j, which is no name, is not asked for',
    async (name) => {
      expect(await (await history()).mergeBase(name, sha(1))).toEqual({
        missing: 'what to compare is no name of a branch or tag',
      })
      expect(asked()).toEqual([])
    },
  )
})

describe('the commits of revisions', () => {
  test('are themselves for ids', async () => {
    const { commits } = await history()
    expect(await commits([sha(1), sha(2)])).toEqual({ value: [sha(1), sha(2)] })
    expect(asked()).toEqual([])
  })

  test('take one request for a branch, two for a tag, which is peeled', async () => {
    const { newer, later } = forked()
    inGit(folder, 'tag', '--annotate', '--message', 'v1', 'v1', newer)
    const { commits } = await history()
    expect(await commits(['main', 'v1', sha(1)])).toEqual({ value: [later, newer, sha(1)] })
    expect(asked().toSorted()).toEqual([
      'commits/heads%2Fmain',
      'commits/heads%2Fv1',
      'commits/tags%2Fv1',
    ])
  })

  test('are those of a branch before those of a tag, unless the name says more', async () => {
    const { fork, later } = forked()
    inGit(folder, 'tag', 'same', fork)
    inGit(folder, 'branch', 'same', later)
    const { commits } = await history()
    expect(await commits(['same', 'refs/tags/same', 'refs/heads/same'])).toEqual({
      value: [later, fork, later],
    })
  })

  test('are missing for a name that GitHub does not have', async () => {
    forked()
    expect(await (await history()).commits(['main', 'nowhere'])).toEqual({
      missing: 'GitHub has no branch or tag of the name to compare, or the token may not read it',
    })
  })

  test.each(['', '.', '..', 'heads/../x', 'a b', '\u0000', 'x'.repeat(2_000)])(
    'are missing for %j, which is no name',
    async (name) => {
      expect(await (await history()).commits([name])).toEqual({
        missing: 'what to compare is no name of a branch or tag',
      })
      expect(asked()).toEqual([])
    },
  )
})

describe('the tags', () => {
  test('name commits, annotated or not', async () => {
    const { fork, later } = forked()
    inGit(folder, 'tag', 'plain', fork)
    inGit(folder, 'tag', '--annotate', '--message', 'v1', 'dir/v1', later)
    expect(await (await history()).tags()).toEqual({
      value: [
        { name: 'dir/v1', commit: later },
        { name: 'plain', commit: fork },
      ],
    })
    expect(asked()).toEqual(['tags?page=1'])
  })

  test('come in pages, a hundred each', async () => {
    const { fork } = forked()
    const packed = Array.from({ length: 250 }, (_, at) => `${fork} refs/tags/v${at + 1000}\n`)
    writeFileSync(join(folder, '.git', 'packed-refs'), packed.join(''))
    const answer = await (await history()).tags()
    expect('value' in answer && answer.value.length).toBe(250)
    expect(asked()).toHaveLength(3)
  })

  test('are missing when there are too many', async () => {
    const link = '<http://127.0.0.1/x?page=31>; rel="last"'
    const { tags } = await history({
      fault: () => ({ status: 200, body: '[]', headers: { link } }),
    })
    expect(await tags()).toEqual({ missing: 'the repository has more than 3000 tags' })
    expect(asked()).toHaveLength(30)
  })
})

describe('without a permission', () => {
  test.each<[string, (from: History) => Promise<unknown>]>([
    ['changes', ({ changes }) => changes(sha(1), sha(2))],
    ['mergeBase', ({ mergeBase }) => mergeBase('main', sha(2))],
    ['commits', ({ commits }) => commits(['main'])],
    ['tags', ({ tags }) => tags()],
  ])('%s is missing, with the lines that grant it', async (_name, question) => {
    forked()
    expect(await question(await history({ granted: [] }))).toEqual({
      missing: expect.stringMatching(
        /^GitHub answered 403 .*:\npermissions:\n {2}contents: read\n$/,
      ),
    })
  })
})
