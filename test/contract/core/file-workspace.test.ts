import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import { afterAll, expect, test } from '@jest/globals'

const root = mkdtempSync(join(tmpdir(), 'workspace-'))
mkdirSync(join(root, 'folder'))
writeFileSync(join(root, 'folder/file'), '')
symlinkSync('folder', join(root, 'to-folder'))
symlinkSync('nowhere', join(root, 'to-nothing'))
symlinkSync('loop', join(root, 'loop'))
afterAll(() => rmSync(root, { recursive: true }))

test.each([
  ['folder', 'folder'],
  ['.', 'folder'],
  ['', 'folder'],
  ['./folder/../folder/file', 'file'],
  ['to-folder', 'folder'],
  ['to-folder/file', 'file'],
  [join(root, 'folder'), 'folder'],
  ['missing', undefined],
  ['missing/file', undefined],
  ['folder/file/below', undefined],
  ['to-nothing', undefined],
  ['loop', undefined],
  ['x'.repeat(5000), undefined],
  ['a\0b', undefined],
])('%j is a %s', (path, expected) => {
  expect(fileWorkspace(root).kindOf(path)).toBe(expected)
})
