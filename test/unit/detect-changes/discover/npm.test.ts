import { describe, expect, test } from '@jest/globals'
import { found, graphOf, json } from './memory-tree.ts'

/** A package.json with its dependencies of one kind. */
const pack = (name: string, dependencies: object = {}, kind = 'dependencies'): string =>
  json({ name, [kind]: dependencies })

const ROOT = json({ name: 'shop', workspaces: ['packages/*', 'apps/*'] })
const UI = { 'packages/ui/package.json': pack('@shop/ui') }

describe('npm, Yarn and Bun', () => {
  test('members are components with the rules, the path and the name of their package', async () => {
    const { components } = await found({ 'package.json': ROOT, ...UI, 'packages/docs/x.md': '' })
    expect(components).toMatchObject([
      {
        name: 'ui',
        path: 'packages/ui',
        needs: [],
        list: {
          quantifier: 'some',
          rules: [{ pattern: 'packages/ui/**', source: 'packages/ui/package.json', line: 1 }],
        },
      },
    ])
    expect(components[0]?.metadata).toEqual(
      new Map([
        ['package', '@shop/ui'],
        ['ecosystem', 'npm'],
      ]),
    )
  })

  test.each(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'])(
    '%s count',
    async (kind) => {
      const files = {
        'package.json': ROOT,
        ...UI,
        'apps/web/package.json': pack('web', { '@shop/ui': '*', react: '^19' }, kind),
      }
      expect(await graphOf(files)).toEqual({ web: ['ui'], ui: [] })
    },
  )

  test.each<[string, string, boolean]>([
    ['@shop/ui', '^9', true],
    ['@shop/ui', 'workspace:^', true],
    ['@shop/ui', 'catalog:', true],
    ['other', 'npm:@shop/ui@^1', true],
    ['other', 'npm:@shop/ui', true],
    ['other', 'workspace:@shop/ui@*', true],
    ['other', 'workspace:../../packages/ui', true],
    ['other', 'workspace:packages/ui', true],
    ['other', 'file:../../packages/ui', true],
    ['other', 'link:../../packages/ui/', true],
    ['other', 'portal:../../packages/ui/dist', true],
    ['other', '../../packages/ui', true],
    ['other', '^1', false],
    ['other', 'npm:@shop/ui-kit@1', false],
    ['other', 'file:../../../packages/ui', false],
    ['other', 'file:/packages/ui', false],
    ['__proto__', '*', false],
    ['toString', '*', false],
  ])('%s: %s: %s', async (name, spec, needed) => {
    const web = `{"name": "web", "dependencies": {${json(name)}: ${json(spec)}}}`
    const files = { 'package.json': ROOT, ...UI, 'apps/web/package.json': web }
    expect((await graphOf(files)).web).toEqual(needed ? ['ui'] : [])
  })

  test.each<[string, unknown, string[]]>([
    ['a list', ['packages/*'], ['a', 'b']],
    ['an object', { packages: ['packages/*'], nohoist: [] }, ['a', 'b']],
    ['an object without packages', { nohoist: [] }, []],
    ['an exclusion', ['packages/*', '!packages/b'], ['a']],
    ['an exclusion taken back', ['packages/*', '!packages/**', 'packages/b'], ['b']],
    ['forms of a path', ['./packages/a/', '/packages/b'], ['a', 'b']],
    ['backslashes', ['packages\\*'], ['a', 'b']],
    ['braces', ['packages/{a,c}'], ['a']],
    ['all levels', ['packages/**'], ['a', 'b', 'in']],
    ['hidden', ['packages/.*'], ['_-hid']],
    ['the root', ['.'], ['shop']],
    ['none', [], []],
  ])('%s', async (_, workspaces, expected) => {
    const files = {
      'package.json': json({ name: '@x/shop', workspaces }),
      'packages/a/package.json': pack('a'),
      'packages/b/package.json': pack('b'),
      'packages/b/in/package.json': pack('in'),
      'packages/b/node_modules/m/package.json': pack('m'),
      'packages/.hid/package.json': pack('hid'),
      'packages/bare/x': '',
    }
    expect(Object.keys(await graphOf(files))).toEqual(expected)
  })

  test('names of packages are safe, and may be missing', async () => {
    const files = {
      'package.json': ROOT,
      'packages/a/package.json': '{"name":"__proto__"}',
      'packages/b/package.json': '{"dependencies":{"__proto__":"*"}}',
    }
    const { components } = await found(files)
    expect(components.map(({ metadata }) => metadata.get('package'))).toEqual(['__proto__', 'b'])
    expect(components[1]?.needs).toEqual(['a'])
  })

  test('without workspaces there is nothing to find', async () => {
    expect(await graphOf({ 'package.json': pack('x'), 'a/package.json': pack('a') })).toEqual({})
    expect(await graphOf({ 'a/package.json': ROOT })).toEqual({})
  })
})

describe('pnpm', () => {
  const files = (yaml: string) => ({
    'pnpm-workspace.yaml': yaml,
    'package.json': json({ name: 'root', workspaces: ['old/*'] }),
    'libs/a/package.json': pack('a'),
    'libs/b/package.json': pack('b', { a: 'workspace:*' }),
    'libs/b/test/fixture/package.json': pack('f'),
    'old/c/package.json': pack('c'),
  })

  test.each<[string, string, string[]]>([
    ['packages', 'packages: ["libs/*"]', ['a', 'b']],
    [
      'exclusions win wherever they stand',
      'packages:\n  - "!**/test/**"\n  - "libs/**"',
      ['a', 'b'],
    ],
    ['settings only', 'catalog: {react: "19"}', ['c']],
    ['an empty file', '', ['c']],
    ['no packages', 'packages:', []],
  ])('%s', async (_, yaml, expected) => {
    expect(Object.keys(await graphOf(files(yaml)))).toEqual(expected)
  })

  test('knows the dependencies', async () => {
    expect(await graphOf(files('packages: [libs/*]'))).toEqual({ a: [], b: ['a'] })
  })
})
