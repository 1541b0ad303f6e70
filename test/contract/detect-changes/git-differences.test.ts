import { chmodSync, chownSync, readdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { emptyTreeLike } from '@ci-kit/detect-changes/sha'
import { describe, expect, test } from '@jest/globals'
import { root, temp } from './folders.ts'
import { commit, historyOf, inGit, repository, sorted } from './repository.ts'

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
