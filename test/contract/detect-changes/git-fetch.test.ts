import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from '@jest/globals'
import { root, temp } from './folders.ts'
import { checkout, commit, footprint, historyOf, inGit, repository, sorted } from './repository.ts'

describe('a commit that the checkout lacks', () => {
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
      const was = footprint(join(folder, '.git'))
      const history = historyOf(folder, temp)
      expect(sorted(await history.changes(before, head))).toEqual([
        'added .env',
        'added c',
        'deleted b',
        'modified a',
      ])
      const needed = ['fetch', 'diff-tree']
      // With depth 1 it is certain without a process that the checkout has no second commit.
      expect(history.calls).toEqual(depth === 1 ? needed : ['diff-tree', ...needed])
      history.close()
      expect(footprint(join(folder, '.git'))).toEqual(was)
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
        /^the checkout does not hold both commits to compare; a commit to compare is not in the checkout and could not be fetched; debug logging shows what Git says \(git fetch ended with \d+\)$/,
      ),
    })
    expect(history.details.join('\n')).toMatch(/git fetch ended with 128: fatal: .*a{40}/)
    history.close()
    expect(readdirSync(temp)).toEqual([])
  })

  test('is missing where the folder for it takes no files', async () => {
    const origin = repository(root)
    const before = commit(origin, { a: '1' })
    const head = commit(origin, { a: '2' })
    const history = historyOf(checkout(root, origin), join(root, 'nowhere'))
    const missing = expect.stringContaining('the folder in RUNNER_TEMP takes no files (ENOENT)')
    expect(await history.changes(before, head)).toEqual({ missing })
    expect(await history.tags()).toEqual({ value: [] })
    history.close()
  })

  test('without a remote, and without a checkout', async () => {
    const origin = repository(root)
    const head = commit(origin, { a: '1' })
    const expected = {
      missing: expect.stringContaining('there is no Git checkout with a remote to fetch it from'),
    }
    expect(await historyOf(origin, temp).changes('a'.repeat(40), head)).toEqual({
      missing: expect.stringContaining('could not be fetched'),
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
