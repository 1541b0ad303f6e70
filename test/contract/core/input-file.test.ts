import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { readInputFile, readInputFileInside } from '@ci-kit/core/adapters/input-file'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const MOST = { input: 'kev-file', mostBytes: 10 }

const read = (workspace: string, path: string) => readInputFile(path, { ...MOST, workspace })
const readInside = (workspace: string, path: string, temp = '') =>
  readInputFileInside(path, { ...MOST, roots: { workspace, temp } })

const refusal = async (reading: Promise<Uint8Array>): Promise<string> => {
  const thrown: unknown = await reading.catch((reason: unknown) => reason)
  expect(thrown).toBeInstanceOf(UserError)
  return thrown instanceof UserError ? thrown.message : ''
}

test('what a step makes public has to be inside, also behind links', async () => {
  const [workspace, temp, elsewhere] = [
    folderWith({ x: 'x' }),
    folderWith({ y: 'y' }),
    folderWith({ z: 'z' }),
  ]
  symlinkSync('x', join(workspace, 'inside'))
  symlinkSync(elsewhere, join(workspace, 'outside'))
  expect(Buffer.from(await readInside(workspace, 'inside')).toString()).toBe('x')
  expect(Buffer.from(await readInside(workspace, join(temp, 'y'), temp)).toString()).toBe('y')
  for (const path of ['outside/z', join(elsewhere, 'z'), join(temp, 'y'), '../'])
    expect(await refusal(readInside(workspace, path))).toContain('which is out of the workspace')
  expect(Buffer.from(await read(workspace, 'outside/z')).toString()).toBe('z')
})

describe('a file that an input names', () => {
  test('is read from the workspace, or from where its absolute path says', async () => {
    const workspace = folderWith({ 'a/list.txt': 'ten bytes!' })
    const expected = Buffer.from('ten bytes!')
    for (const reader of [read, readInside]) {
      expect(Buffer.from(await reader(workspace, 'a/list.txt'))).toEqual(expected)
      const absolute = join(workspace, 'a/list.txt')
      expect(Buffer.from(await reader(workspace, absolute))).toEqual(expected)
    }
  })

  test.each([
    ['not there', 'none.txt', 'which is not there. Give a path relative to the workspace.'],
    ['below a file', 'long.txt/x', 'which is not there.'],
    ['a folder', 'folder', 'which is no file. Name a file.'],
    ['a device without an end', 'zeros', 'which is no file. Name a file.'],
    ['a pipe that nobody writes to', 'pipe', 'which is no file. Name a file.'],
    ['too long', 'long.txt', 'which has 11 bytes. At most 10 (10 B) are read.'],
    ['a link to itself', 'loop', 'which cannot be read: ELOOP'],
    ['no path', 'a\0b', 'which cannot be read: '],
  ])('is refused when it is %s, with input, path and reason', async (_, path, reason) => {
    const workspace = folderWith({ 'long.txt': 'x'.repeat(11), 'folder/x': '' })
    symlinkSync('/dev/zero', join(workspace, 'zeros'))
    symlinkSync('loop', join(workspace, 'loop'))
    execFileSync('mkfifo', [join(workspace, 'pipe')])
    const message = await refusal(read(workspace, path))
    expect(message).toContain(`Input 'kev-file' names '${path.replace('\0', '\\u{0}')}', `)
    expect(message).toContain(reason)
  })
})
