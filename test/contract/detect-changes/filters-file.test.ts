import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { filtersIn, filtersInOr, filtersOf } from '@ci-kit/detect-changes/filters-file'
import type { RepositoryTree } from '@ci-kit/detect-changes/repository-tree'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

let root: string
let workspace: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'filters-file-test-')))
  workspace = join(root, 'workspace')
  mkdirSync(join(workspace, 'sub'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

/** A commit with one file. */
const committed: RepositoryTree = {
  paths: async () => ({ value: ['sub/f.yml'] }),
  read: async (path) =>
    path === 'sub/f.yml' ? { value: 'committed' } : { missing: 'there is no such file' },
}

describe('a filter file of the workspace', () => {
  test('is read from the working directory', async () => {
    writeFileSync(join(workspace, 'sub', 'f.yml'), 'here')
    expect(await filtersIn(workspace, join(workspace, 'sub'))('f.yml')).toBe('here')
  })

  test.each([
    ['nowhere.yml', 'cannot be read'],
    ['link.yml', 'is outside of the workspace'],
    ['../outside.yml', 'is outside of the workspace'],
    ['sub', 'is no file'],
    ['large.yml', 'has 1048577 bytes, more than 1048576'],
  ])('%s %s', async (path, problem) => {
    writeFileSync(join(root, 'outside.yml'), '')
    symlinkSync(join(root, 'outside.yml'), join(workspace, 'link.yml'))
    writeFileSync(join(workspace, 'large.yml'), 'x'.repeat(1024 * 1024 + 1))
    const reading = filtersIn(workspace, workspace)(path)
    await expect(reading).rejects.toThrow(UserError)
    await expect(reading).rejects.toThrow(problem)
  })
})

describe('without a checkout', () => {
  const reader = () => filtersInOr(workspace, join(workspace, 'sub'), filtersOf(committed, 'sub'))

  test('a filter file comes from the commit', async () => {
    expect(await reader()('f.yml')).toBe('committed')
    await expect(reader()('g.yml')).rejects.toThrow('cannot be read: there is no such file')
  })

  test('but one that an earlier step made comes first', async () => {
    writeFileSync(join(workspace, 'sub', 'f.yml'), 'here')
    expect(await reader()('f.yml')).toBe('here')
  })
})
