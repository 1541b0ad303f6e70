import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { git } from '@ci-kit/detect-changes/git/git'
import { gitTree } from '@ci-kit/detect-changes/git/git-tree'
import { expect, test } from '@jest/globals'
import { root } from './folders.ts'
import { commit, inGit, repository } from './repository.ts'

const treeIn = (folder: string, top: string) => {
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' }
  const exec = childProcesses(new AbortController().signal)
  return gitTree(
    git(exec, folder, env, () => {}),
    top,
  )
}

test('no program runs to list the files', async () => {
  const folder = repository(root)
  commit(folder, { a: '1' })
  inGit(folder, 'config', 'core.fsmonitor', `touch ${join(root, 'ran')}; false`)
  expect(await treeIn(folder, folder).paths()).toEqual({ value: ['a'] })
  expect(readdirSync(root)).not.toContain('ran')
})

test('a folder that looks like a repository has no files of its own to list', async () => {
  const folder = repository(root)
  commit(folder, {
    'sub/HEAD': 'ref: refs/heads/main\n',
    'sub/config': `[core]\n\tbare = false\n\tworktree = ${folder}\n`,
    'sub/objects/.keep': '',
    'sub/refs/.keep': '',
  })
  const tree = treeIn(join(folder, 'sub'), folder)
  expect(await tree.paths()).toEqual({ missing: 'git ls-files ended with 128' })
})
