import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import type { Exec } from '@ci-kit/core/exec'
import { findCheckout } from '@ci-kit/detect-changes/git/checkout'
import { git } from '@ci-kit/detect-changes/git/git'
import { gitTree } from '@ci-kit/detect-changes/git/git-tree'
import type { RepositoryTree } from '@ci-kit/detect-changes/repository-tree'
import { describe, expect, test } from '@jest/globals'
import { importCommit } from './fast-import.ts'
import { root } from './folders.ts'
import { commit, inGit, repository } from './repository.ts'

type Observed = RepositoryTree & { readonly processes: () => number }

const treeOf = (folder: string): Observed => {
  let processes = 0
  const run = childProcesses(new AbortController().signal)
  const exec: Exec = (...call) => {
    processes += 1
    return run(...call)
  }
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' }
  return {
    ...gitTree(
      git(exec, folder, env, () => {}),
      findCheckout(folder)?.root ?? folder,
    ),
    processes: () => processes,
  }
}

describe('the tracked files of a checkout', () => {
  test('names of every kind, in one process, also from a sub-folder', async () => {
    const folder = repository(root)
    const names = [
      'a b',
      'a\nb',
      '"q"',
      'é/日本.ts',
      '-rf',
      '*',
      ' lead',
      ':(top)x',
      'sub/x',
      '.env',
    ]
    commit(folder, Object.fromEntries(names.map((name) => [name, `text of ${name}`])))
    writeFileSync(join(folder, 'untracked'), '')
    for (const from of [folder, join(folder, 'sub')]) {
      const tree = treeOf(from)
      expect(await tree.paths()).toEqual({ value: expect.arrayContaining(names) })
      expect(await tree.paths()).toEqual({ value: expect.not.arrayContaining(['untracked']) })
      for (const name of names) expect(await tree.read(name)).toEqual({ value: `text of ${name}` })
      expect(tree.processes()).toBe(1)
    }
  })

  test('a sparse checkout: all are listed, and those left out are read from the index', async () => {
    const folder = repository(root)
    commit(folder, { 'in/x': '1', 'out/x': 'two', 'out/[y]*': 'three', 'out/y': 'four' })
    inGit(folder, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'in')
    const tree = treeOf(join(folder, 'in'))
    expect(await tree.paths()).toEqual({ value: ['in/x', 'out/[y]*', 'out/x', 'out/y'] })
    expect(await tree.read('out/x')).toEqual({ value: 'two' })
    expect(await tree.read('out/[y]*')).toEqual({ value: 'three' })
    expect(await tree.read('out/none')).toEqual({ missing: 'there is no such regular file' })
  })

  test('a submodule is one entry, and a file in it is not a file of the repository', async () => {
    const folder = repository(root)
    const inner = commit(folder, { a: '1' })
    inGit(folder, 'update-index', '--add', '--cacheinfo', `160000,${inner},sub`)
    const tree = treeOf(folder)
    expect(await tree.paths()).toEqual({ value: ['a', 'sub'] })
    expect(await tree.read('sub')).toEqual({ missing: 'there is no such regular file' })
    expect(await tree.read('sub/a')).toEqual({ missing: 'there is no such regular file' })
  })

  test('inside of a submodule its own files count', async () => {
    const other = repository(root)
    commit(other, { b: 'inner' })
    const parent = join(root, 'parent')
    mkdirSync(parent)
    inGit(parent, 'init', '--quiet')
    commit(parent, { a: '1' })
    inGit(parent, 'submodule', '--quiet', 'add', other, 'sub')
    const tree = treeOf(join(parent, 'sub'))
    expect(await tree.paths()).toEqual({ value: ['b'] })
    expect(await tree.read('b')).toEqual({ value: 'inner' })
  })

  test('SHA-256', async () => {
    const folder = repository(root, '--object-format=sha256')
    commit(folder, { a: '1' })
    unlinkSync(join(folder, 'a'))
    expect(await treeOf(folder).read('a')).toEqual({ value: '1' })
  })

  test('in the middle of a merge a file is listed once', async () => {
    const folder = repository(root)
    commit(folder, { a: '1' })
    inGit(folder, 'checkout', '--quiet', '-b', 'other')
    commit(folder, { a: '2' })
    inGit(folder, 'checkout', '--quiet', 'main')
    commit(folder, { a: '3' })
    expect(() => inGit(folder, 'merge', '--quiet', 'other')).toThrow()
    expect(await treeOf(folder).paths()).toEqual({ value: ['a'] })
  })

  test('without a repository there is a reason', async () => {
    const tree = treeOf(root)
    expect(await tree.paths()).toEqual({ missing: 'git ls-files ended with 128' })
    expect(await tree.read('a')).toEqual({ missing: 'git ls-files ended with 128' })
  })
})

describe('a hostile checkout', () => {
  test('no link leads out of it', async () => {
    const folder = repository(root)
    writeFileSync(join(root, 'secret'), 's3cret')
    commit(folder, { 'dir/secret': 'mine', file: 'mine' })
    symlinkSync('../secret', join(folder, 'link'))
    symlinkSync('..', join(folder, 'up'))
    inGit(folder, 'add', '--all')
    const tree = treeOf(folder)
    expect(await tree.read('link')).toEqual({ missing: 'there is no such regular file' })
    expect(await tree.read('up/secret')).toEqual({ missing: 'there is no such regular file' })
    // Replaced after the checkout: what is tracked is still the file.
    rmSync(join(folder, 'dir'), { recursive: true })
    symlinkSync('..', join(folder, 'dir'))
    unlinkSync(join(folder, 'file'))
    symlinkSync('../secret', join(folder, 'file'))
    expect(await tree.read('dir/secret')).toEqual({ value: 'mine' })
    expect(await tree.read('file')).toEqual({ value: 'mine' })
  })

  test.each([
    '../secret',
    '/etc/passwd',
    '.git/config',
    'a/../b',
    './a',
    '',
    'a//b',
    'x/.GIT/config',
  ])('%j is no path', async (path) => {
    const folder = repository(root)
    commit(folder, { a: '1' })
    const tree = treeOf(folder)
    expect(await tree.read(path)).toEqual({ missing: 'its path is none of a tracked file' })
    expect(tree.processes()).toBe(0)
  })

  test('a name that is no UTF-8 is the one that a comparison tells', async () => {
    const folder = repository(root)
    importCommit(
      folder,
      'refs/heads/main',
      new Map([['caf\\351/x', { mode: '100644', content: '1' }]]),
    )
    inGit(folder, 'read-tree', 'main')
    const tree = treeOf(folder)
    expect(await tree.paths()).toEqual({ value: ['caf\udce9/x'] })
    // No name for Node: it would be read as another one.
    expect(await tree.read('caf\udce9/x')).toHaveProperty('missing')
  })

  test('a large file is not read, neither from the work tree nor from the index', async () => {
    const folder = repository(root)
    commit(folder, { big: 'x'.repeat(1024 * 1024 + 1), fits: 'x'.repeat(1024 * 1024) })
    const tree = treeOf(folder)
    const large = { missing: 'it has more than 1048576 bytes' }
    expect(await tree.read('big')).toEqual(large)
    expect(await tree.read('fits')).toEqual({ value: expect.stringMatching(/^x+$/) })
    unlinkSync(join(folder, 'big'))
    expect(await tree.read('big')).toEqual(large)
  })

  test('a program and a folder of the same name as a file do no harm', async () => {
    const folder = repository(root)
    commit(folder, { run: '#!/bin/sh\n', plain: 'p' })
    chmodSync(join(folder, 'run'), 0o755)
    inGit(folder, 'add', '--all')
    unlinkSync(join(folder, 'run'))
    unlinkSync(join(folder, 'plain'))
    mkdirSync(join(folder, 'plain'))
    const tree = treeOf(folder)
    expect(await tree.read('run')).toEqual({ value: '#!/bin/sh\n' })
    expect(await tree.read('plain')).toEqual({ value: 'p' })
  })
})
