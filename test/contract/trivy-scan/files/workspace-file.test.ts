import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { workspaceFile } from '@ci-kit/trivy-scan/files/workspace-file'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

const MAX_BYTES = 10

const refusal = async (workspace: string, path: string): Promise<string> => {
  const thrown: unknown = await workspaceFile(workspace)(path, 'kev-file', MAX_BYTES).catch(
    (reason: unknown) => reason,
  )
  expect(thrown).toBeInstanceOf(UserError)
  return thrown instanceof UserError ? thrown.message : ''
}

describe('a file that an input names', () => {
  test('is read from the workspace, or from where its absolute path says', async () => {
    const workspace = folderWith({ 'a/list.txt': 'ten bytes!' })
    const read = workspaceFile(workspace)
    const expected = Buffer.from('ten bytes!')
    expect(Buffer.from(await read('a/list.txt', 'kev-file', MAX_BYTES))).toEqual(expected)
    const absolute = join(workspace, 'a/list.txt')
    expect(Buffer.from(await read(absolute, 'kev-file', MAX_BYTES))).toEqual(expected)
  })

  test.each([
    ['not there', 'none.txt', 'which is not there. Give a path relative to the workspace.'],
    ['below a file', 'long.txt/x', 'which is not there.'],
    ['a folder', 'folder', 'which is no file. Name a file.'],
    ['a device without an end', 'zeros', 'which is no file. Name a file.'],
    ['a pipe that nobody writes to', 'pipe', 'which is no file. Name a file.'],
    ['too long', 'long.txt', 'which has 11 bytes. At most 10 are read.'],
    ['a link to itself', 'loop', 'which cannot be read: ELOOP'],
    ['no path', 'a\0b', 'which cannot be read: '],
  ])('is refused when it is %s, with input, path and reason', async (_, path, reason) => {
    const workspace = folderWith({ 'long.txt': 'x'.repeat(11), 'folder/x': '' })
    symlinkSync('/dev/zero', join(workspace, 'zeros'))
    symlinkSync('loop', join(workspace, 'loop'))
    execFileSync('mkfifo', [join(workspace, 'pipe')])
    const message = await refusal(workspace, path)
    expect(message).toContain(`Input 'kev-file' names '${path.replace('\0', '\\u{0}')}', `)
    expect(message).toContain(reason)
  })
})
