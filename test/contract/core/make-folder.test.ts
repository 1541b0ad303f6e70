import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '@ci-kit/core/adapters/make-folder'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'make-folder-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('a folder', () => {
  test('is made with those above it, by several at once', async () => {
    const path = join(root, 'a/b/c')
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, 'a/b'))])
    expect(statSync(path).isDirectory()).toBe(true)
    await makeFolder(path)
  })

  test('is not made in the place of a file or below one', async () => {
    writeFileSync(join(root, 'file'), '')
    await expect(makeFolder(join(root, 'file'))).rejects.toThrow('EEXIST')
    await expect(makeFolder(join(root, 'file/a/b'))).rejects.toThrow('ENOTDIR')
  })

  // Node's own would try for ever here.
  const onLinux = existsSync('/proc/self') ? test : test.skip
  onLinux('below /proc is an error', async () => {
    await expect(makeFolder('/proc/reports/of/a/scan')).rejects.toThrow('/proc/reports')
  })
})
