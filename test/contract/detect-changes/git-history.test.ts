import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Change } from '@ci-kit/detect-changes/change'
import { emptyTreeLike } from '@ci-kit/detect-changes/sha'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  checkout,
  commit,
  historyOf,
  inGit,
  remove,
  repository,
  temporaryFolder,
} from './repository.ts'

let root: string
let temp: string
beforeEach(() => {
  root = temporaryFolder()
  temp = join(root, 'temp')
  mkdirSync(temp)
})
afterEach(() => remove(root))

const sorted = (answer: object): readonly string[] =>
  'value' in answer && Array.isArray(answer.value)
    ? answer.value.map(({ status, path }: Change) => `${status} ${path}`).toSorted()
    : [JSON.stringify(answer)]

describe('what differs between two commits', () => {
  test('added, modified, deleted and moved files, in one process', async () => {
    const origin = repository(root)
    const base = commit(origin, { a: '1', b: '1', 'old/x': 'long enough to be similar', c: '1' })
    const head = commit(origin, {
      a: '2',
      b: null,
      'old/x': null,
      'new/x': 'long enough to be similar',
      d: '1',
    })
    const history = historyOf(origin, temp)
    expect(sorted(await history.changes(base, head))).toEqual([
      'added d',
      'added new/x',
      'deleted b',
      'deleted old/x',
      'modified a',
    ])
    expect(history.calls).toEqual(['diff-tree'])
  })

  test('names of every kind, byte by byte', async () => {
    const origin = repository(root)
    const names = [
      'a b',
      'a\nb',
      'x\n::error::y',
      '"quoted"',
      "it's",
      'back\\slash',
      'tab\there',
      'é/日本.ts',
      '-rf',
      '$(id)',
      '*',
      ' lead',
      '[slug]/x',
      '.env',
    ]
    const base = commit(origin, {})
    const head = commit(origin, Object.fromEntries(names.map((name) => [name, '1'])))
    expect(sorted(await historyOf(origin, temp).changes(base, head))).toEqual(
      names.map((name) => `added ${name}`).toSorted(),
    )
  })

  test('a type, a mode and a submodule pointer are changes', async () => {
    const origin = repository(root)
    const base = commit(origin, {
      file: 'target',
      run: '1',
      '.gitmodules': '[submodule "m"]\n\tpath = sub\n\turl = /x\n\tignore = all\n',
    })
    unlinkSync(join(origin, 'file'))
    symlinkSync('target', join(origin, 'file'))
    chmodSync(join(origin, 'run'), 0o755)
    inGit(origin, 'add', '--all')
    inGit(origin, 'update-index', '--add', '--cacheinfo', `160000,${base},sub`)
    inGit(origin, 'commit', '--quiet', '--message', 'types')
    const typed = inGit(origin, 'rev-parse', 'HEAD')
    expect(sorted(await historyOf(origin, temp).changes(base, typed))).toEqual([
      'added sub',
      'modified file',
      'modified run',
    ])
    inGit(origin, 'update-index', '--cacheinfo', `160000,${typed},sub`)
    inGit(origin, 'commit', '--quiet', '--message', 'moved')
    expect(
      sorted(await historyOf(origin, temp).changes(typed, inGit(origin, 'rev-parse', 'HEAD'))),
    ).toEqual(['modified sub'])
  })

  test.each(['sha1', 'sha256'])(
    'the first push of a %s repository is every file',
    async (format) => {
      const origin = repository(root, `--object-format=${format}`)
      const head = commit(origin, { a: '1', 'b/c': '1' })
      expect(sorted(await historyOf(origin, temp).changes(emptyTreeLike(head), head))).toEqual([
        'added a',
        'added b/c',
      ])
    },
  )

  test('settings and files of a hostile checkout run nothing and hide nothing', async () => {
    const origin = repository(root)
    const base = commit(origin, { 'a/x.txt': '1', '.gitattributes': '* diff=evil\n' })
    const head = commit(origin, { 'a/x.txt': '2' })
    const mark = join(root, 'ran')
    for (const [name, value] of [
      ['core.fsmonitor', `touch ${mark}`],
      ['diff.external', `touch ${mark}`],
      ['diff.evil.textconv', `touch ${mark}`],
      ['diff.evil.command', `touch ${mark}`],
      ['core.pager', `touch ${mark}`],
      ['diff.relative', 'true'],
      ['diff.noPrefix', 'true'],
      ['core.quotePath', 'true'],
      ['color.ui', 'always'],
    ] as const) {
      inGit(origin, 'config', name, value)
    }
    const history = historyOf(join(origin, 'a'), temp, {
      GIT_EXTERNAL_DIFF: `touch ${mark}`,
      GIT_DIR: '/nowhere',
    })
    expect(sorted(await history.changes(base, head))).toEqual(['modified a/x.txt'])
    expect(readdirSync(root)).not.toContain('ran')
  })

  test('a checkout of another user, as in containers', async () => {
    const origin = repository(root)
    const base = commit(origin, { a: '1' })
    const head = commit(origin, { a: '2' })
    // Only root can give files away; anyone else owns the checkout, and Git trusts it.
    if (process.getuid?.() === 0)
      for (const path of [origin, join(origin, '.git')]) chownSync(path, 12345, 12345)
    expect(sorted(await historyOf(origin, temp).changes(base, head))).toEqual(['modified a'])
  })
})

describe('a commit that the checkout lacks', () => {
  /** Every file of the checkout's .git with its bytes. */
  const footprint = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(folder, '.git'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path, readFileSync(path).toString('base64')]),
    )

  test.each([0, 1, 2])(
    'is fetched alone, and a checkout of depth %s stays as it is',
    async (depth) => {
      const origin = repository(root)
      commit(origin, { z: '1' })
      const before = commit(origin, { a: '1', b: '1' })
      // A forced push: nothing leads from the branch to `before` any more.
      inGit(origin, 'reset', '--quiet', '--hard', 'HEAD^')
      commit(origin, { c: '1' })
      const head = commit(origin, { a: '2', '.env': 'x' })
      const folder = checkout(root, origin, depth)
      const was = footprint(folder)
      const history = historyOf(folder, temp)
      expect(sorted(await history.changes(before, head))).toEqual([
        'added .env',
        'added c',
        'deleted b',
        'modified a',
      ])
      expect(history.calls).toEqual(['diff-tree', 'config', 'fetch', 'diff-tree'])
      expect(footprint(folder)).toEqual(was)
      expect(readdirSync(temp)).toEqual([])
    },
  )

  test('may be the head, and an ancestor of the other', async () => {
    const origin = repository(root)
    const before = commit(origin, { a: '1' })
    const folder = checkout(root, origin)
    commit(origin, { b: '1' })
    const head = commit(origin, { a: '2' })
    expect(sorted(await historyOf(folder, temp).changes(before, head))).toEqual([
      'added b',
      'modified a',
    ])
  })

  test('in a SHA-256 repository', async () => {
    const origin = repository(root, '--object-format=sha256')
    const before = commit(origin, { a: '1' })
    const head = commit(origin, { a: '2' })
    expect(sorted(await historyOf(checkout(root, origin), temp).changes(before, head))).toEqual([
      'modified a',
    ])
  })

  test('with a temporary folder whose path Git would split', async () => {
    const odd = join(root, 'a:b"c d')
    mkdirSync(odd)
    const origin = repository(root)
    const before = commit(origin, { a: '1' })
    const head = commit(origin, { a: '2' })
    expect(sorted(await historyOf(checkout(root, origin), odd).changes(before, head))).toEqual([
      'modified a',
    ])
  })

  test('and that the remote lacks too is said so, with what Git said for the debug log', async () => {
    const origin = repository(root)
    const head = commit(origin, { a: '1' })
    const history = historyOf(checkout(root, origin), temp)
    expect(await history.changes('a'.repeat(40), head)).toEqual({
      missing: expect.stringMatching(
        /^a commit to compare is neither in the checkout nor on its remote \(git fetch ended with \d+\)$/,
      ),
    })
    expect(history.details.join('\n')).toMatch(
      /git diff-tree ended with 128: fatal: bad object a{40}/,
    )
    expect(readdirSync(temp)).toEqual([])
  })

  test('without a remote, and without a checkout', async () => {
    const origin = repository(root)
    const head = commit(origin, { a: '1' })
    const expected = {
      missing: expect.stringContaining('there is no Git checkout with a remote to fetch it from'),
    }
    expect(await historyOf(origin, temp).changes('a'.repeat(40), head)).toEqual({
      missing: expect.stringMatching(/remote/),
    })
    expect(await historyOf(temp, temp).changes('a'.repeat(40), head)).toEqual(expected)
  })

  test('is fetched with the credentials of the checkout', async () => {
    const origin = repository(root)
    const before = commit(origin, { a: '1' })
    const head = commit(origin, { a: '2' })
    const folder = checkout(root, origin)
    inGit(folder, 'config', 'remote.origin.url', 'https://example.invalid/x')
    // As actions/checkout keeps them: in a file beside the checkout, included by condition.
    writeFileSync(
      join(root, 'included'),
      `[url "file://${origin}"]\n\tinsteadOf = https://example.invalid/x\n`,
    )
    inGit(folder, 'config', `includeIf.gitdir:${folder}/.git.path`, join(root, 'included'))
    expect(sorted(await historyOf(folder, temp).changes(before, head))).toEqual(['modified a'])
  })
})

describe('where two histories meet', () => {
  test('a branch since it left main, in a full checkout', async () => {
    const origin = repository(root)
    const fork = commit(origin, { a: '1' })
    inGit(origin, 'checkout', '--quiet', '-b', 'feature')
    const head = commit(origin, { b: '1' })
    inGit(origin, 'checkout', '--quiet', 'main')
    const main = commit(origin, { a: '2' })
    const history = historyOf(checkout(root, origin, 0), temp)
    expect(await history.commits(['main', head])).toEqual({ value: [main, head] })
    expect(await history.mergeBase(main, head)).toEqual({ value: fork })
    expect(sorted(await history.changes(fork, head))).toEqual(['added b'])
    expect(history.calls).toEqual(['for-each-ref', 'merge-base', 'diff-tree'])
  })

  test('is not known in a shallow checkout, nor between unrelated histories', async () => {
    const origin = repository(root)
    commit(origin, { a: '1' })
    const main = commit(origin, { a: '2' })
    inGit(origin, 'checkout', '--quiet', '--orphan', 'other')
    const other = commit(origin, { b: '1' })
    const expected = { missing: expect.stringContaining("'fetch-depth: 0'") }
    expect(await historyOf(checkout(root, origin), temp).mergeBase(main, other)).toEqual(expected)
    expect(await historyOf(checkout(root, origin, 0), temp).mergeBase(main, other)).toEqual(
      expected,
    )
  })
})

describe('names of commits', () => {
  test('remote branches, local branches, tags with and without a note', async () => {
    const origin = repository(root)
    const one = commit(origin, { a: '1' })
    inGit(origin, 'tag', 'light')
    inGit(origin, 'tag', '-a', 'noted', '-m', 'note')
    const two = commit(origin, { a: '2' })
    const folder = checkout(root, origin, 0)
    inGit(folder, 'fetch', '--quiet', '--tags')
    inGit(folder, 'branch', 'local', one)
    const history = historyOf(folder, temp)
    expect(
      await history.commits([
        'light',
        'noted',
        'local',
        'main',
        'refs/heads/main',
        'refs/tags/noted',
        one,
      ]),
    ).toEqual({
      value: [one, one, one, two, two, one, one],
    })
  })

  test('one that is not there', async () => {
    const origin = repository(root)
    commit(origin, { a: '1' })
    expect(await historyOf(origin, temp).commits(['nobody'])).toEqual({
      missing:
        "the branch or tag to compare is not in the checkout; give actions/checkout 'fetch-depth: 0'",
    })
  })

  test('ids take no process', async () => {
    const history = historyOf(temp, temp)
    const id = 'a'.repeat(40)
    expect(await history.commits([id])).toEqual({ value: [id] })
    expect(history.calls).toEqual([])
  })
})
