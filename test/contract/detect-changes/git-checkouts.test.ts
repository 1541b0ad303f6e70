import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMissing } from '@ci-kit/detect-changes/found'
import { describe, expect, test } from '@jest/globals'
import { root, temp } from './folders.ts'
import { checkout, commit, footprint, historyOf, inGit, repository, sorted } from './repository.ts'

/** A remote with a branch that left main, and the answers for it. */
const remote = (...options: string[]) => {
  const origin = repository(root, ...options)
  const fork = commit(origin, { 'in/a': '1', 'out/deep/b': '1', c: '1' })
  inGit(origin, 'branch', 'feature')
  const main = commit(origin, { 'in/a': '2' })
  inGit(origin, 'checkout', '--quiet', 'feature')
  const head = commit(origin, { 'out/deep/b': '2', 'in/n': '1' })
  return { origin, fork, main, head, url: `file://${origin}` }
}
const CHANGES = ['added in/n', 'modified out/deep/b']

/** Both kinds of questions from a fresh start; the checkout stays as it is. */
const answers = async (folder: string, { fork, main, head }: ReturnType<typeof remote>) => {
  const was = footprint(root)
  const isCut = existsSync(join(folder, '.git', 'shallow'))
  const fresh = historyOf(folder, temp)
  const between = sorted(await fresh.changes(fork, head))
  fresh.close()
  const other = historyOf(folder, temp)
  const base = await other.mergeBase(main, head)
  const since = isMissing(base) ? [base.missing] : sorted(await other.changes(base.value, head))
  other.close()
  expect(footprint(root)).toEqual(was)
  expect(fresh.calls.filter((call) => call === 'fetch').length).toBeLessThanOrEqual(1)
  expect(other.calls.filter((call) => call === 'fetch').length).toBeLessThanOrEqual(1)
  if (isCut) expect(other.calls.length).toBeLessThanOrEqual(3)
  return { between, since }
}
const RIGHT = { between: CHANGES, since: CHANGES }

describe('checkouts of every kind', () => {
  test.each([
    ['depth 1', ['--depth=1']],
    ['depth 2', ['--depth=2']],
    ['full', []],
    ['without file contents', ['--filter=blob:none']],
    ['without file contents, depth 1', ['--filter=blob:none', '--depth=1']],
    ['without trees', ['--filter=tree:0']],
    ['without trees, depth 1', ['--filter=tree:0', '--depth=1']],
    ['sparse, without trees, depth 1', ['--sparse', '--filter=tree:0', '--depth=1']],
    ['without files in the folder', ['--no-checkout', '--filter=tree:0', '--depth=1']],
  ])('%s', async (_, options) => {
    const from = remote()
    const folder = join(root, 'work')
    inGit(root, 'clone', '--quiet', '--no-tags', ...options, from.url, folder)
    expect(await answers(folder, from)).toEqual(RIGHT)
  })

  test('sparse in cone mode, with a sparse index', async () => {
    const from = remote()
    const folder = join(root, 'work')
    inGit(root, 'clone', '--quiet', '--sparse', '--filter=blob:none', '--depth=1', from.url, folder)
    inGit(folder, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'in')
    expect(await answers(join(folder, 'in'), from)).toEqual(RIGHT)
  })

  test.each(['1', '0'])('SHA-256, depth %s', async (depth) => {
    const from = remote('--object-format=sha256')
    expect(await answers(checkout(root, from.origin, Number(depth)), from)).toEqual(RIGHT)
  })

  test.each(['1', '0'])('a linked worktree, depth %s', async (depth) => {
    const from = remote()
    const main = checkout(root, from.origin, Number(depth))
    inGit(main, 'worktree', 'add', '--quiet', '--detach', join(root, 'linked'))
    expect(await answers(join(root, 'linked', 'in'), from)).toEqual(RIGHT)
  })

  test('a submodule', async () => {
    const from = remote()
    const outer = join(root, 'outer')
    mkdirSync(outer)
    inGit(outer, 'init', '--quiet')
    inGit(outer, 'submodule', '--quiet', 'add', '--depth=1', '-b', 'feature', from.url, 'm')
    expect(await answers(join(outer, 'm', 'in'), from)).toEqual(RIGHT)
  })

  test('of another user, as in containers', async () => {
    const from = remote()
    const folder = checkout(root, from.origin)
    // Only root can give files away; anyone else owns the checkout, and Git trusts it.
    if (process.getuid?.() === 0) {
      for (const path of ['', '.git', '.git/config']) chownSync(join(folder, path), 12345, 12345)
    }
    expect(await answers(folder, from)).toEqual(RIGHT)
  })

  test('with settings of its own that would change what a fetch does', async () => {
    const from = remote()
    const folder = checkout(root, from.origin)
    for (const [name, value] of [
      ['core.worktree', '/nowhere'],
      ['core.alternateRefsCommand', `touch ${root}/ran;`],
      ['remote.origin.uploadpack', `touch ${root}/ran;`],
      ['remote.origin.mirror', 'true'],
      ['remote.origin.fetch', '+refs/*:refs/*'],
      ['remote.origin.tagOpt', '--tags'],
      ['fetch.prune', 'true'],
      ['fetch.writeCommitGraph', 'true'],
      ['core.hooksPath', join(root, 'hooks')],
    ] as const) {
      inGit(folder, 'config', name, value)
    }
    expect(await answers(folder, from)).toEqual(RIGHT)
    expect(readdirSync(root)).not.toContain('ran')
  })

  test('names that are not UTF-8 stay apart', async () => {
    const origin = repository(root)
    const base = commit(origin, {})
    for (const byte of [0xe9, 0xe8]) {
      const name = Buffer.concat([Buffer.from(`${origin}/caf`), Buffer.from([byte])])
      writeFileSync(name, '1')
    }
    const head = commit(origin, { café: '1' })
    expect(sorted(await historyOf(checkout(root, origin), temp).changes(base, head))).toEqual([
      'added café',
      'added caf\udce8',
      'added caf\udce9',
    ])
  })
})
