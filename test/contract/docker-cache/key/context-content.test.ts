import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { contentOf, digestOf } from './content-of.ts'

const FILES = {
  'src/app.ts': 'app',
  'src/lib/a.ts': 'a',
  'src/lib/b.ts': 'a',
  'README.md': 'read me',
  '.env': '',
}

describe('context content', () => {
  test('lists each file with its mode and hash', async () => {
    const folder = folderWith(FILES)
    chmodSync(join(folder, 'src/app.ts'), 0o750)
    symlinkSync('src/app.ts', join(folder, 'link'))
    const content = await contentOf(folder)
    expect('files' in content && Object.fromEntries(content.files)).toEqual({
      '.env': '644:e3b0c44298fc1c14',
      'README.md': expect.stringMatching(/^644:[0-9a-f]{16}$/),
      link: expect.stringMatching(/^link:[0-9a-f]{16}$/),
      'src/app.ts': expect.stringMatching(/^750:[0-9a-f]{16}$/),
      'src/lib/a.ts': expect.stringMatching(/^644:[0-9a-f]{16}$/),
      'src/lib/b.ts': expect.stringMatching(/^644:[0-9a-f]{16}$/),
    })
  })

  test('the same files elsewhere and at another time are the same', async () => {
    const [one, other] = [
      folderWith(FILES),
      folderWith(Object.fromEntries(Object.entries(FILES).reverse())),
    ]
    utimesSync(join(other, 'src/app.ts'), 1, 1)
    expect(await digestOf(other)).toBe(await digestOf(one))
  })

  test.each<[string, (at: (path: string) => string) => void]>([
    ['a byte', (at) => writeFileSync(at('src/app.ts'), 'apq')],
    ['a file that becomes empty', (at) => writeFileSync(at('src/app.ts'), '')],
    ['a new file', (at) => writeFileSync(at('src/new.ts'), '')],
    ['a file less', (at) => rmSync(at('.env'))],
    ['a name', (at) => renameSync(at('src/app.ts'), at('src/apq.ts'))],
    ['a folder', (at) => renameSync(at('src/lib/a.ts'), at('src/a.ts'))],
    ['an executable bit', (at) => chmodSync(at('src/app.ts'), 0o755)],
    ['the mode of a folder', (at) => chmodSync(at('src'), 0o700)],
    [
      'two names of one file in place of two files',
      (at) => {
        rmSync(at('src/lib/b.ts'))
        linkSync(at('src/lib/a.ts'), at('src/lib/b.ts'))
      },
    ],
    ['an empty folder', (at) => mkdirSync(at('src/empty'))],
    ['a link', (at) => symlinkSync('nowhere', at('src/link'))],
    [
      'a link in place of its file',
      (at) => {
        renameSync(at('src/app.ts'), at('.env'))
        symlinkSync('../.env', at('src/app.ts'))
      },
    ],
    [
      'contents that change places',
      (at) => {
        writeFileSync(at('src/app.ts'), 'a')
        writeFileSync(at('src/lib/a.ts'), 'app')
      },
    ],
  ])('%s makes another content', async (_, change) => {
    const folder = folderWith(FILES)
    const before = await digestOf(folder)
    change((path) => join(folder, path))
    expect(await digestOf(folder)).not.toBe(before)
  })

  test('the target of a link counts, not what is there', async () => {
    const [one, other] = [folderWith({ a: '1', b: '1' }), folderWith({ a: '1', b: '1' })]
    symlinkSync('a', join(one, 'link'))
    symlinkSync('b', join(other, 'link'))
    expect(await digestOf(other)).not.toBe(await digestOf(one))
    const outside = folderWith({ secret: 'x' })
    symlinkSync(join(outside, 'secret'), join(one, 'outside'))
    const before = await digestOf(one)
    writeFileSync(join(outside, 'secret'), 'y')
    expect(await digestOf(one)).toBe(before)
  })

  test('names that look like the spelling of others do not make two contexts one', async () => {
    const trees: Record<string, string>[] = [
      { a: 'b' },
      { 'a\n': 'b' },
      { 'a\nb': '' },
      { a: '', b: '' },
      { 's1:a': 'b' },
      { 'as4:files3:644': 'b' },
      { 'a/b': '' },
      { 'a\\b': '' },
      { a: 's1:b' },
      { é: '' },
      { 'e\u0301': '' },
    ]
    const digests = await Promise.all(trees.map((tree) => digestOf(folderWith(tree))))
    expect(new Set(digests).size).toBe(trees.length)
  })

  test('files around the size of the read buffer', async () => {
    const digests = new Set<string>()
    for (const size of [1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024]) {
      const folder = folderWith({ big: 'x'.repeat(size) })
      digests.add(await digestOf(folder))
      writeFileSync(join(folder, 'big'), `${'x'.repeat(size - 1)}y`)
      digests.add(await digestOf(folder))
    }
    expect(digests.size).toBe(8)
  })

  test('two clones of a commit are the same, dirty files or built ones are not', async () => {
    const git = (cwd: string, ...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
        cwd,
        stdio: 'pipe',
      })
    const origin = folderWith({ ...FILES, '.dockerignore': '.git\n', '.gitignore': 'dist\n' })
    git(origin, 'init', '-q')
    git(origin, 'add', '--all')
    git(origin, 'commit', '-qm', 'x')
    const [one = '', other = ''] = ['one', 'other'].map((name) => {
      const clone = join(folderWith(), name)
      git(origin, 'clone', '-q', origin, clone)
      return clone
    })
    const digest = await digestOf(one)
    expect(await digestOf(other)).toBe(digest)
    mkdirSync(join(one, 'dist'))
    writeFileSync(join(one, 'dist/app.js'), 'built')
    expect(await digestOf(one)).not.toBe(digest)
    writeFileSync(join(other, 'src/app.ts'), 'apq')
    expect(await digestOf(other)).not.toBe(digest)
  })
})
