import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { makeActTree } from '@ci-kit/tooling/release/act-tree'
import { releaseFiles } from '@ci-kit/tooling/release/files'
import { forAct, isReusable } from '@ci-kit/tooling/release/rewrites'
import { treeComplaints } from '@ci-kit/tooling/release/tree-checks'
import { writeFiles } from '@ci-kit/tooling/release/write'
import { describe, expect, test } from '@jest/globals'
import {
  bundle,
  called,
  chunk,
  manifest,
  releasable,
  releasableRepository,
} from './release-samples.ts'
import { tempFolder } from './temp-folder.ts'

const filesOf = (root: string) => releaseFiles(root, 'abc123')
const textOf = (root: string, path: string) => filesOf(root).get(path)?.toString() ?? ''

/** As git counts it. */
const gitId = (content: string) =>
  execFileSync('git', ['hash-object', '--stdin'], { input: content, encoding: 'utf8' }).trim()

describe('the files of a release', () => {
  test('are those that users need, and no others', () => {
    expect([...filesOf(releasableRepository()).keys()]).toEqual([
      '.github/workflows/build.yml',
      '.github/workflows/ci.yml',
      '.github/workflows/scan.yml',
      'LICENSE',
      'README.md',
      'action-catalog.md',
      'actions/docker-cache/README.md',
      'actions/docker-cache/action.yml',
      'actions/words/README.md',
      'actions/words/action.yml',
      `dist/chunks/${gitId(chunk)}.cjs`,
      'dist/docker-cache/12.index.js',
      'dist/docker-cache/index.js',
      'dist/docker-cache/package.json',
      'dist/docker-cache/post.js',
      'dist/words/12.index.js',
      'dist/words/index.js',
      'docker-cache/action.yml',
      'docker-registry-cache-build/action.yml',
      'docs/security/model.md',
      'words/action.yml',
    ])
  })

  test('start the same bundles from the root as from actions/', () => {
    const root = releasableRepository()
    for (const name of ['docker-cache', 'docker-registry-cache-build'])
      expect(textOf(root, `${name}/action.yml`)).toContain(
        'main: ../dist/docker-cache/index.js\n  post: ../dist/docker-cache/post.js',
      )
    expect(textOf(root, 'actions/docker-cache/action.yml')).toContain('main: ../../dist/')
  })

  test('hold once what several bundles load alike', () => {
    const root = releasableRepository()
    const shared = `dist/chunks/${gitId(chunk)}.cjs`
    expect(textOf(root, shared)).toBe(chunk)
    for (const name of ['docker-cache', 'words'])
      expect(textOf(root, `dist/${name}/12.index.js`)).toBe(
        `module.exports=require('../chunks/${gitId(chunk)}.cjs')\n`,
      )
    // Also in a repository whose scripts are modules.
    const into = tempFolder({ 'package.json': '{"type":"module"}' })
    writeFiles(filesOf(root), join(into, 'made'))
    writeFileSync(join(into, 'made/dist/words/package.json'), '{"type":"commonjs"}')
    const loaded = (path: string) => createRequire(import.meta.url)(join(into, 'made', path))
    expect(loaded('dist/words/12.index.js')).toMatchObject({ id: 12 })
    expect(loaded('dist/words/12.index.js')).toBe(loaded(shared))
  })

  test.each<[string, Record<string, string>]>([
    ['has another content', { 'dist/words/12.index.js': `${chunk}// more` }],
    [
      'is small',
      {
        'dist/words/12.index.js': 'exports.id=12\n',
        'dist/docker-cache/12.index.js': 'exports.id=12\n',
      },
    ],
    [
      'loads what is beside it',
      {
        'dist/words/12.index.js': `require("./13.index.js");${chunk}`,
        'dist/docker-cache/12.index.js': `require("./13.index.js");${chunk}`,
      },
    ],
  ])('leave a chunk in its place that %s', (_, more) => {
    const root = releasableRepository(more)
    expect([...filesOf(root).keys()].filter((path) => path.includes('chunks'))).toEqual([])
    for (const [path, content] of Object.entries(more)) expect(textOf(root, path)).toBe(content)
  })

  test('share no program that an action starts, nor its license', () => {
    const long = `${bundle}// ${'long '.repeat(2_000)}\n`
    const more = ['index.js', 'post.js', 'licenses.txt'].flatMap((name) =>
      ['words', 'docker-cache'].map((action): [string, string] => [`dist/${action}/${name}`, long]),
    )
    const root = releasableRepository(Object.fromEntries(more))
    for (const [path] of more) expect(textOf(root, path)).toBe(long)
  })

  test('keep all workflows as they are', () => {
    const root = releasableRepository()
    expect(textOf(root, '.github/workflows/build.yml')).toBe(called)
    expect(textOf(root, '.github/workflows/ci.yml')).toBe(releasable['.github/workflows/ci.yml'])
  })

  test('link to the sources for what is only there', () => {
    const root = releasableRepository()
    const readme = textOf(root, 'README.md')
    const sources = 'https://github.com/org/ci-kit'
    expect(readme).toContain('[its page](actions/docker-cache/README.md#inputs)')
    expect(readme).toContain(`[the example](${sources}/tree/abc123/examples/shop)`)
    expect(readme).toContain(`[its tool](${sources}/blob/abc123/examples/shop/tool.md#how)`)
    expect(readme).toContain('[here](#kit), [there](https://example.com/x)')
    expect(readme).toContain('# [no link](nowhere.md)')
    expect(textOf(root, 'actions/docker-cache/README.md')).toBe(
      `[other](../words/README.md) [source](${sources}/blob/abc123/actions/docker-cache/src/main.ts)\n`,
    )
    expect(treeComplaints(filesOf(root))).toEqual([])
  })

  test('are no links to other files', () => {
    const root = releasableRepository()
    symlinkSync('/etc/hostname', join(root, 'dist/words/host'))
    expect(() => filesOf(root)).toThrow('dist/words/host is no ordinary file')
  })

  test.each(['docs', 'dist/words', 'actions/words'])(
    'are not in a folder that is a link: %s',
    (name) => {
      const root = releasableRepository()
      const elsewhere = join(tempFolder(), 'elsewhere')
      renameSync(join(root, name), elsewhere)
      symlinkSync(elsewhere, join(root, name))
      expect(() => filesOf(root)).toThrow(/is no ordinary file/)
    },
  )

  test('of an action that has the name of a folder are refused', () => {
    const root = releasableRepository({ 'actions/docs/action.yml': manifest('docs') })
    expect(() => filesOf(root)).toThrow('actions/docs cannot be released')
  })

  test('are not written among others', () => {
    const into = tempFolder({ mine: '' })
    expect(() => writeFiles(new Map(), into)).toThrow(`${into} is not empty`)
  })
})

describe('complaints about a tree', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a main that is not there',
      { 'actions/lost/action.yml': manifest('lost') },
      /^lost\/action\.yml starts dist\/lost\/index\.js, which is not there\.$/m,
    ],
    [
      'a post that is not there',
      { 'actions/words/action.yml': manifest('words', true) },
      /actions\/words\/action\.yml starts dist\/words\/post\.js/,
    ],
    ['no main', { 'actions/x/action.yml': 'name: x\n' }, /^x\/action\.yml names no main program/m],
    [
      'an action that a workflow uses',
      {
        '.github/workflows/a.yml':
          'on: workflow_call\njobs:\n  a:\n    steps:\n      - uses: $/actions/no\n',
      },
      /a\.yml uses \$\/actions\/no, which is not there/,
    ],
    [
      'a workflow that cannot be called',
      {
        '.github/workflows/a.yml':
          'on: workflow_call\njobs:\n  a:\n    uses: $/.github/workflows/ci.yml\n',
      },
      /uses \$\/\.github\/workflows\/ci\.yml, which is not there/,
    ],
    ['a name', { 'README.md': 'org/ci-kit/no@v1' }, /README\.md names org\/ci-kit\/no@v1, which/],
    [
      'a workflow that the README names',
      { 'README.md': 'uses: org/ci-kit/.github/workflows/ci.yml@v1.2.3' },
      /names org\/ci-kit\/\.github\/workflows\/ci\.yml@v1, which is not there/,
    ],
    ['a link', { 'README.md': '[a](no.md)' }, /README\.md links to no\.md, which is not there/],
    ['a definition', { 'README.md': '[a][b]\n\n[b]: no.md\n' }, /README\.md links to no\.md/],
    ['a way out', { 'README.md': '[a](../../issues)' }, /links to \.\.\/\.\.\/issues/],
    ['an import', { 'dist/words/1.js': 'eval("require")("x")' }, /dist\/words\/1\.js imports/],
    ['a strange name', { 'dist/words/a\nb': '' }, /"dist\/words\/a\\nb" is no path/],
  ])('name %s', (_, more, expected) => {
    expect(treeComplaints(filesOf(releasableRepository(more))).join('\n')).toMatch(expected)
  })

  test('name a tree without actions', () => {
    expect(treeComplaints(new Map())).toEqual(['There is no action to release.'])
  })
})

test.each([
  ['on: workflow_call', true],
  ['on: [push, workflow_call]', true],
  ['on: { workflow_call: , push: }', true],
  ['on: { workflow_dispatch: }', false],
  ['on: push\nname: workflow_call', false],
  ['', false],
])('%j can be called: %s', (workflow, expected) => {
  expect(isReusable(workflow)).toBe(expected)
})

describe('for act', () => {
  test('own actions are named by tag, and what act does not know is left out', () => {
    const text = forAct(called)
    expect(text).toContain('- uses: org/ci-kit/docker-cache@v1\n')
    expect(text).toContain(`uses: 'org/ci-kit/docker-cache@v1' # twice`)
    expect(text).toContain('    uses: org/ci-kit/.github/workflows/scan.yml@v1\n')
    expect(text).not.toContain('$/')
    const kept = `    outputs:\n      services: \${{ steps.plan.outputs.services }}\n`
    expect(forAct(`${kept}      deployment: false\n`)).toBe(kept)
  })

  test('the tree is a repository on main with v1, of the work tree as it is', async () => {
    const root = releasableRepository()
    const into = tempFolder()
    rmSync(into, { recursive: true })
    await makeActTree(root, into)
    const git = (...args: string[]) => execFileSync('git', args, { cwd: into, encoding: 'utf8' })
    expect(git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('main\n')
    expect(git('rev-parse', 'v1')).toBe(git('rev-parse', 'main'))
    expect(git('status', '--porcelain', '--ignored')).toBe('')
    const names = [...filesOf(root).keys()].filter((path) => path !== '.github/workflows/ci.yml')
    expect(git('ls-files').trim().split('\n').sort()).toEqual(names.sort())
    const workflow = readFileSync(join(into, '.github/workflows/build.yml'), 'utf8')
    expect(workflow).toBe(forAct(called))
  })
})
