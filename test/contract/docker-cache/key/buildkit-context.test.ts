import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Builder, startBuilder } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { findBuildx } from '@ci-kit/docker-cache/build/find-buildx'
import { contextContent } from '@ci-kit/docker-cache/key/context-content'
import { ignoreRules } from '@ci-kit/docker-cache/key/dockerignore'
import { contextRules } from '@ci-kit/docker-cache/key/ignore-file'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

/*
 * What the real BuildKit copies is what was hashed: `COPY . /` of a context,
 * exported to a folder, hashes to the same digest as the context did.
 */

let builder: Builder
beforeAll(async () => {
  builder = await startBuilder()
}, 60_000)
afterAll(() => builder.stop(), 30_000)

const FILES = {
  Dockerfile: 'FROM scratch\nCOPY . /\n',
  '.env': 'A=1',
  'README.md': 'read me',
  'a.log': 'log',
  'a+b/f': 'f',
  '#odd': 'odd',
  'docs/guide.md': 'guide',
  'docs/README.md': 'docs',
  'src/app.ts': 'app',
  'src/app.test.ts': 'test',
  'src/deep/a.log': 'log',
  'src/deep/app.ts': 'deep',
  'node_modules/x/index.js': 'x',
  'src/node_modules/y/index.js': 'y',
  'x/c': 'c',
  'x/d': 'd',
  'with space/ünï': 'u',
}

const tree = (more: Record<string, string>): string => {
  const folder = folderWith({ ...FILES, ...more })
  mkdirSync(join(folder, 'empty'))
  mkdirSync(join(folder, 'src/empty/inner'), { recursive: true })
  symlinkSync('../README.md', join(folder, 'src/link'))
  symlinkSync('/etc/passwd', join(folder, 'outside'))
  symlinkSync('nowhere', join(folder, 'dangling'))
  chmodSync(join(folder, 'src/app.ts'), 0o750)
  chmodSync(join(folder, 'x/d'), 0o4711)
  chmodSync(join(folder, 'docs'), 0o700)
  return folder
}

const build = async (folder: string, dockerfile: string, out: string) => {
  const env = { ...process.env, ...builder.env }
  const { program, prefix } = findBuildx(env)
  const args = ['build', '--file', dockerfile, '--output', `type=local,dest=${out}`, folder]
  const exec = childProcesses(new AbortController().signal)
  const { exitCode, stderr } = await exec(program, [...prefix, ...args], { env })
  return { exitCode, log: Buffer.from(stderr).toString() }
}

const copied = async (folder: string, dockerfile = 'Dockerfile') => {
  const out = join(folderWith(), 'out')
  const { exitCode, log } = await build(folder, join(folder, dockerfile), out)
  if (exitCode !== 0) throw new Error(log)
  const all = ignoreRules('')
  if ('doubt' in all) throw new Error(all.doubt)
  return contextContent(out, all)
}

const hashed = async (folder: string, dockerfile = 'Dockerfile') => {
  const rules = await contextRules(folder, join(folder, dockerfile))
  return 'doubt' in rules ? rules : contextContent(folder, rules)
}

describe('what BuildKit is sent', () => {
  test.each([
    ['nothing ignored', ''],
    ['Dockerfile and .dockerignore can be ignored', 'Dockerfile\n.dockerignore'],
    ['the usual', '**/node_modules\n*.log\n.env\n# comment\n\n*.md\n!README.md\n'],
    ['only some', '*\n!src\n!README.md\n'],
    ['only some, by wildcard', '**\n!**/*.ts\n!Dockerfile\n'],
    ['only one in a folder', '*\n!src/deep/app.ts\n'],
    ['a rule within an exception', '*\n!src\nsrc/**/*.test.ts\nsrc/deep/**\n'],
    ['an empty folder that is kept', '*\n!empty\n!src/empty/**\n'],
    ['odd spellings', '/src/../docs/\r\n ./x/c \n\\#odd\na?b\n'],
    ['white space and letters', 'with space\n?nv\n[s-t]*\n'],
    ['links', 'src/link\noutside\n'],
    ['a later rule for the folder', 'docs\n!docs/guide.md\nsrc/*\n!src/link\n'],
    ['everything but a mode', '*\n!x/d\n!docs\n'],
  ])('%s', async (_, rules) => {
    const folder = tree({ '.dockerignore': rules })
    const content = await hashed(folder)
    expect(content).toHaveProperty('files')
    expect(await copied(folder)).toEqual({ ...content, changedMs: expect.any(Number) })
  })

  test.each([
    [
      'beside the Dockerfile',
      'docker/web',
      { 'docker/web.dockerignore': 'src', '.dockerignore': 'docs' },
    ],
    [
      'a file of another Dockerfile',
      'docker/web',
      { 'Dockerfile.dockerignore': 'src', '.dockerignore': 'docs' },
    ],
  ])('the ignore file: %s', async (_, dockerfile, files) => {
    const folder = tree({ ...files, [dockerfile]: FILES.Dockerfile })
    const content = await hashed(folder, dockerfile)
    expect(content).toHaveProperty('files')
    expect(await copied(folder, dockerfile)).toEqual({ ...content, changedMs: expect.any(Number) })
  })

  test.each(['[a', '!', 'a\\'])('%s fails the build, and is a doubt here', async (rules) => {
    const folder = tree({ '.dockerignore': rules })
    expect(await hashed(folder)).toHaveProperty('doubt')
    const { exitCode } = await build(folder, join(folder, 'Dockerfile'), join(folderWith(), 'out'))
    expect(exitCode).not.toBe(0)
  })
})
