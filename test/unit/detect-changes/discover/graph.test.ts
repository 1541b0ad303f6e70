import { answerOf } from '@ci-kit/detect-changes/components/answer'
import { checkNeeds } from '@ci-kit/detect-changes/components/graph'
import { mergeComponents } from '@ci-kit/detect-changes/components/merge'
import { discover } from '@ci-kit/detect-changes/discover/discover'
import { describe, expect, test } from '@jest/globals'
import { modified, of, parse } from '../components/components.ts'
import { found, graphOf, json, memoryTree, owns, patternsOf } from './memory-tree.ts'

const pack = (name: string, ...needs: string[]): string =>
  json({ name, devDependencies: Object.fromEntries(needs.map((need) => [need, '*'])) })

const ROOT = { 'package.json': json({ workspaces: ['**'] }) }

describe('circles of dependencies', () => {
  const circle = {
    ...ROOT,
    'a/package.json': pack('a', 'b', 'base'),
    'b/package.json': pack('b', 'c'),
    'c/package.json': pack('c', 'a', 'log'),
    'lib/base/package.json': pack('base'),
    'log/package.json': pack('log'),
    'web/package.json': pack('web', 'c', 'web'),
  }

  test('stay in the graph', async () => {
    const { components } = await found(circle)
    expect(Object.fromEntries(components.map(({ name, needs }) => [name, needs]))).toEqual({
      a: ['b', 'lib-base'],
      b: ['c'],
      c: ['a', 'log'],
      'lib-base': [],
      log: [],
      web: ['c'],
    })
    expect(components.slice(0, 2).map(patternsOf)).toEqual([['a/**'], ['b/**']])
  })

  const selectedBy = async (path: string, filters: string): Promise<readonly string[]> => {
    const { components } = await found(circle)
    const written = await parse(filters)
    const merged = mergeComponents(components, written.components)
    checkNeeds(merged, written.needPlaces)
    return answerOf(of(merged), modified(path))
      .selections.filter(({ cause }) => cause !== undefined)
      .map(({ component }) => component.name)
  }

  test.each([
    ['a/x', ['a', 'b', 'c', 'web']],
    ['b/x', ['a', 'b', 'c', 'web']],
    ['c/x', ['a', 'b', 'c', 'web']],
    ['log/x', ['a', 'b', 'c', 'log', 'web']],
    ['web/x', ['web']],
    // What a filter adds to one of them counts for all, and what it takes out of one stays in the others.
    ['extra/x', ['a', 'b', 'c', 'web']],
    ['tools/x', ['a', 'b', 'c', 'tools', 'web']],
    ['b/x.md', ['a', 'b', 'c', 'web']],
  ])('a change of %s selects %j', async (path, names) => {
    const filters = "a: '!**/*.md'\nb: { paths: extra/**, needs: tools }\ntools: tools/**"
    expect([...(await selectedBy(path, filters))].toSorted()).toEqual(names)
  })
})

describe('nested packages', () => {
  test('a file belongs to the innermost of an ecosystem', async () => {
    const files = {
      ...ROOT,
      'a/package.json': pack('a'),
      'a/b/package.json': pack('b'),
      'a/b/c/package.json': pack('c'),
      'a/d/x.ts': '',
    }
    const { components } = await found(files)
    expect(components.map(patternsOf)).toEqual([
      ['a/**', '!a/b/**'],
      ['a/b/**', '!a/b/c/**'],
      ['a/b/c/**'],
    ])
    const owners = (path: string) =>
      components.filter((one) => owns(one, path)).map(({ name }) => name)
    expect(['a/d/x.ts', 'a/b/x', 'a/b/c/x', 'a/bx', 'x'].map(owners)).toEqual([
      ['a'],
      ['b'],
      ['c'],
      ['a'],
      [],
    ])
  })

  test('a package of another ecosystem stays inside, for no manifest tells that it is needed', async () => {
    const files = {
      ...ROOT,
      'app/package.json': pack('app'),
      'Cargo.toml': '[workspace]\nmembers = ["app/native"]',
      'app/native/Cargo.toml': '[package]\nname = "native"',
    }
    expect((await found(files)).components.map(patternsOf)).toEqual([['app/**'], ['app/native/**']])
  })

  test('folders of input discover stay whole', async () => {
    const { components } = await found({ 'a/b/x': '' }, 'a\na/b')
    expect(components.map(patternsOf)).toEqual([['a/**'], ['a/b/**']])
  })
})

describe('both inputs and several ecosystems', () => {
  const files = {
    ...ROOT,
    'services/web/package.json': pack('@shop/web', 'ui'),
    'services/jobs/run.sh': '',
    'libs/ui/package.json': pack('ui'),
    'libs/ui/Cargo.toml': '[package]\nname = "ui-native"\n[dependencies]\nx = { path = "../x" }',
    'libs/x/Cargo.toml': '[package]\nname = "x"',
    'Cargo.toml': '[workspace]\nmembers = ["libs/*"]',
  }

  test('a folder is one component', async () => {
    expect(await graphOf(files)).toEqual({ ui: ['x'], web: ['ui'], x: [] })
    const { components } = await discover(
      { discover: 'services/*', workspaces: 'auto' },
      memoryTree(files),
    )
    expect(components.map(({ name, needs, list }) => [name, needs, list.rules[0]?.source])).toEqual(
      [
        ['ui', ['x'], 'libs/ui/package.json'],
        ['x', [], 'libs/x/Cargo.toml'],
        ['jobs', [], 'discover'],
        ['web', ['ui'], 'services/web/package.json'],
      ],
    )
  })

  test('the order of the files does not matter', async () => {
    const turned = Object.fromEntries(Object.entries(files).toReversed())
    const shown = async (tree: typeof files) =>
      (await found(tree)).components.map((one) => [one.name, one.needs, patternsOf(one)])
    expect(await shown({ ...files, ...turned })).toEqual(await shown(files))
    const { components } = await discover({ discover: '', workspaces: 'auto' }, memoryTree(turned))
    expect(components.map(({ name }) => name)).toEqual(['ui', 'x', 'web'])
  })
})
