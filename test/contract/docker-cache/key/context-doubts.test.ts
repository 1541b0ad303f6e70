import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileHasher } from '@ci-kit/docker-cache/key/file-hash'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import { contentOf, digestOf } from './content-of.ts'

const FILES = { 'src/app.ts': 'app', 'src/lib/a.ts': 'a', 'README.md': 'read me', '.env': '' }

describe('doubts about a context', () => {
  test.each<[string, (folder: string) => void, string]>([
    ['.git', (folder) => mkdirSync(join(folder, 'src/.git')), "Add '**/.git' to .dockerignore"],
    [
      'a name that is no UTF-8',
      (folder) => writeFileSync(Buffer.from(`${folder}/a\xff`, 'latin1'), ''),
      'UTF-8',
    ],
    [
      'a target that is no UTF-8',
      (folder) => symlinkSync(Buffer.from('a\xff', 'latin1'), join(folder, 'link')),
      'target of link',
    ],
    ['a pipe', (folder) => execFileSync('mkfifo', [join(folder, 'pipe')]), 'pipe is neither file'],
    [
      'a .dockerignore that is a link',
      (folder) => symlinkSync('README.md', join(folder, '.dockerignore')),
      '.dockerignore is no plain file',
    ],
    [
      'a .dockerignore that is a folder',
      (folder) => mkdirSync(join(folder, '.dockerignore')),
      '.dockerignore is no plain file',
    ],
    [
      'a .dockerignore that Docker refuses',
      (folder) => writeFileSync(join(folder, '.dockerignore'), '[a'),
      ".dockerignore holds the pattern '[a'",
    ],
    ['a folder that is gone', (folder) => rmSync(folder, { recursive: true }), 'ENOENT'],
  ])('%s', async (_, change, reason) => {
    const folder = folderWith(FILES)
    change(folder)
    expect(await contentOf(folder)).toEqual({ doubt: expect.stringContaining(reason) })
  })

  test('a socket, but not an ignored one', async () => {
    const folder = folderWith(FILES)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(folder, 'sock'), resolve))
    try {
      expect(await contentOf(folder)).toEqual({ doubt: 'sock is neither file, folder nor link' })
      writeFileSync(join(folder, '.dockerignore'), 'sock')
      expect(await contentOf(folder)).toHaveProperty('digest')
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  test('what is ignored may be unreadable, half of a clone, or grow meanwhile', async () => {
    const folder = folderWith({ ...FILES, '.dockerignore': '**/.git\nbroken', 'broken/a': '' })
    const before = await digestOf(folder)
    mkdirSync(join(folder, 'src/.git'))
    execFileSync('mkfifo', [join(folder, 'broken/pipe')])
    expect(await digestOf(folder)).toBe(before)
  })

  test('files that come and go while it is read never fail, and never give a wrong answer', async () => {
    const folder = folderWith(
      Object.fromEntries([...Array(300).keys()].map((n) => [`f${n}`, `${n}`])),
    )
    const settled = await digestOf(folder)
    const flicker = setInterval(() => {
      rmSync(join(folder, 'f150'), { force: true })
      writeFileSync(join(folder, 'f150'), 'x'.repeat(Math.random() * 100_000))
    }, 0)
    const found = await Promise.all([...Array(40)].map(() => contentOf(folder)))
    clearInterval(flicker)
    for (const content of found) expect('doubt' in content || content.files.size >= 299).toBe(true)
    writeFileSync(join(folder, 'f150'), '150')
    expect(await digestOf(folder)).toBe(settled)
  })
})

describe('a file that changes between listing and reading', () => {
  test('one that grows', async () => {
    const file = join(folderWith({ big: 'x'.repeat(2 * 1024 * 1024) }), 'big')
    const hashing = fileHasher()(file)
    appendFileSync(file, 'more')
    expect(await hashing).toEqual({ doubt: 'changed while it was read' })
  })

  test('one that is a pipe now does not block', async () => {
    const pipe = join(folderWith(), 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await fileHasher()(pipe)).toEqual({ doubt: 'is no longer a file' })
  })

  test('one that is a link now is not followed', async () => {
    const folder = folderWith({ a: '' })
    symlinkSync('a', join(folder, 'link'))
    await expect(fileHasher()(join(folder, 'link'))).rejects.toThrow('ELOOP')
  })
})

describe('the ignore file', () => {
  const ignores = async (files: Record<string, string>, dockerfile?: string) => {
    const folder = folderWith({ a: '', b: '', ...files })
    const content = await contentOf(folder, dockerfile && join(folder, dockerfile))
    if ('doubt' in content) return content.doubt
    return ['a', 'b'].filter((name) => !content.files.has(name)).join()
  }

  test.each<[string, Record<string, string>, string | undefined, string]>([
    ['none', {}, 'Dockerfile', ''],
    ['that of the context', { '.dockerignore': 'a' }, 'Dockerfile', 'a'],
    [
      'that of the Dockerfile wins',
      { '.dockerignore': 'a', 'Dockerfile.dockerignore': 'b' },
      'Dockerfile',
      'b',
    ],
    [
      'it lies beside its Dockerfile',
      { '.dockerignore': 'a', 'docker/web.dockerignore': 'b' },
      'docker/web',
      'b',
    ],
    [
      'a named context has its own alone',
      { '.dockerignore': 'a', 'Dockerfile.dockerignore': 'b' },
      undefined,
      'a',
    ],
    ['an empty one', { '.dockerignore': '' }, 'Dockerfile', ''],
    [
      'an empty one of the Dockerfile is a doubt',
      { '.dockerignore': 'a', 'Dockerfile.dockerignore': '' },
      'Dockerfile',
      'Dockerfile.dockerignore is empty. Remove it, or put a comment in',
    ],
  ])('%s', async (_, files, dockerfile, expected) => {
    expect(await ignores(files, dockerfile)).toBe(expected)
  })
})
