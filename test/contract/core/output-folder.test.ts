import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { outputFolder } from '@ci-kit/core/adapters/output-folder'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const disk = (files: Readonly<Record<string, string>> = {}) => {
  const [workspace, temp, elsewhere] = [folderWith(files), folderWith(), folderWith()]
  const open = (path: string) =>
    outputFolder({ input: 'output-dir', path, workspace, temp, prefix: 'trivy-scan' })
  return { workspace, temp, elsewhere, open }
}

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await work.catch((reason: unknown) => reason)
  expect(thrown).toBeInstanceOf(UserError)
  return thrown instanceof UserError ? thrown.message : ''
}

describe('the folder', () => {
  test('is a new one for each step where none is named, with its first file', async () => {
    const { temp, open } = disk()
    const [one, other] = [await open(''), await open('')]
    expect(one.path).not.toBe(other.path)
    expect(readdirSync(temp)).toEqual([])
    for (const { write } of [one, other]) await write('a.json', '{}')
    expect(
      readdirSync(temp)
        .map((name) => join(temp, name))
        .toSorted(),
    ).toEqual([one.path, other.path].toSorted())
  })

  test.each(['out', 'a/b/c', './out/', '.', 'out/../x'])(
    'is made in the workspace: %s',
    async (name) => {
      const { workspace, open } = disk()
      const { path } = await open(name)
      expect(path).toBe(join(workspace, name).replace(/\/$/, ''))
      expect(existsSync(path)).toBe(true)
    },
  )

  test('may be there already, with files of others', async () => {
    const { open } = disk({ 'out/mine.txt': 'mine' })
    const { path, write } = await open('out')
    await write('a.json', '{}')
    expect(readdirSync(path).toSorted()).toEqual(['a.json', 'mine.txt'])
  })

  test('may be outside of the workspace when somebody says so', async () => {
    const { elsewhere, open } = disk()
    const { path, write } = await open(join(elsewhere, 'out'))
    await write('a', 'x')
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('x')
  })

  test('may be behind a link that stays inside', async () => {
    const { workspace, open } = disk({ 'real/x': '' })
    symlinkSync('real', join(workspace, 'out'))
    const { write } = await open('out/deep')
    await write('a', 'x')
    expect(readFileSync(join(workspace, 'real/deep/a'), 'utf8')).toBe('x')
  })

  test.each(['out', 'out/deep/er'])(
    'is not led out of the workspace by a link: %s',
    async (name) => {
      const { workspace, elsewhere, open } = disk()
      symlinkSync(elsewhere, join(workspace, 'out'))
      expect(await refusal(open(name))).toBe(
        `Input 'output-dir' is '${name}', which a link leads out of the workspace. Name another folder.`,
      )
      expect(readdirSync(elsewhere)).toEqual([])
    },
  )

  test.each(['out', 'out/deep'])('is not made behind a link to nothing: %s', async (name) => {
    const { workspace, elsewhere, open } = disk()
    symlinkSync(join(elsewhere, 'new'), join(workspace, 'out'))
    expect(await refusal(open(name))).toContain("Set input 'output-dir'")
    expect(readdirSync(elsewhere)).toEqual([])
  })

  test('is no file', async () => {
    const { workspace, open } = disk({ out: 'file' })
    const message = await refusal(open('out/deep'))
    expect(message).toContain(`The folder '${join(workspace, 'out/deep')}' cannot be made`)
    expect(message).toContain("Set input 'output-dir'")
    expect(await refusal(open('out'))).toContain("Set input 'output-dir'")
  })
})

describe('a file', () => {
  test('takes the place of an older one', async () => {
    const { open } = disk({ 'out/a.json': 'a longer old text' })
    const { write } = await open('out')
    expect(readFileSync(await write('a.json', 'new'), 'utf8')).toBe('new')
  })

  test('does not go where a link leads', async () => {
    const { workspace, elsewhere, open } = disk({ 'out/x': '' })
    const { write, place } = await open('out')
    for (const [name, target] of [
      ['a', 'victim'],
      ['b', 'not-there'],
      ['c', 'victim'],
    ] as const)
      symlinkSync(join(elsewhere, target), join(workspace, 'out', name))
    await write('a', 'new')
    await write('b', 'new')
    expect(existsSync(await place('c'))).toBe(false)
    expect(readdirSync(elsewhere)).toEqual([])
    expect(readdirSync(join(workspace, 'out')).toSorted()).toEqual(['a', 'b', 'x'])
  })

  test.each(['write', 'place'] as const)(
    'that cannot be made is an error with a fix: %s',
    async (how) => {
      const { workspace, open } = disk()
      const folder = await open('out')
      mkdirSync(join(workspace, 'out', 'a.json'))
      const made = how === 'write' ? folder.write('a.json', '{}') : folder.place('a.json')
      const message = await refusal(made)
      expect(message).toContain(`The file '${join(workspace, 'out', 'a.json')}' cannot be written:`)
      expect(message).toContain("set input 'output-dir'")
      await folder.write('b.json', '{}')
    },
  )
})
