import { withoutCircles } from '@ci-kit/detect-changes/discover/circles'
import { discover } from '@ci-kit/detect-changes/discover/discover'
import { stronglyConnected } from '@ci-kit/detect-changes/discover/strongly-connected'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { found, graphOf, json, memoryTree, owns, patternsOf } from './memory-tree.ts'

const pack = (name: string, ...needs: string[]): string =>
  json({ name, devDependencies: Object.fromEntries(needs.map((need) => [need, '*'])) })

const ROOT = { 'package.json': json({ workspaces: ['**'] }) }

describe('circles of dependencies', () => {
  test('the first gets the files of all, and the others need it', async () => {
    const files = {
      ...ROOT,
      'a/package.json': pack('a', 'b', 'base'),
      'b/package.json': pack('b', 'c'),
      'c/package.json': pack('c', 'a', 'log'),
      'lib/base/package.json': pack('base'),
      'log/package.json': pack('log'),
      'web/package.json': pack('web', 'c', 'web'),
    }
    const { components } = await found(files)
    expect(Object.fromEntries(components.map(({ name, needs }) => [name, needs]))).toEqual({
      a: ['lib-base', 'log'],
      b: ['a'],
      c: ['a'],
      'lib-base': [],
      log: [],
      web: ['c'],
    })
    expect(components.slice(0, 2).map(patternsOf)).toEqual([['a/**', 'b/**', 'c/**'], ['b/**']])
  })

  test('of nested packages: the inner files are out of the outer, and in again', async () => {
    const files = { ...ROOT, 'a/package.json': pack('a', 'b'), 'a/b/package.json': pack('b', 'a') }
    const [outer] = (await found(files)).components
    expect(patternsOf(outer)).toEqual(['a/**', '!a/b/**', 'a/b/**'])
    expect(outer && owns(outer, 'a/b/x')).toBe(true)
  })

  const edgesOf = fc
    .array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 })
    .map(
      (pairs) =>
        new Map(
          Array.from('abcdefgh', (node, at) => [
            node,
            [
              ...new Set(
                pairs
                  .filter(([from, to]) => from === at && to !== at)
                  .map(([, to]) => 'abcdefgh'.charAt(to)),
              ),
            ],
          ]),
        ),
    )

  /** All that can be reached, the slow and obvious way. */
  const closure = (
    edges: ReadonlyMap<string, readonly string[]>,
    start: string,
  ): ReadonlySet<string> => {
    let reached = new Set([start])
    for (let size = 0; size !== reached.size; ) {
      size = reached.size
      reached = new Set([...reached, ...[...reached].flatMap((node) => edges.get(node) ?? [])])
    }
    return reached
  }

  test('whoever was selected with them is selected without, and nobody else', () => {
    fc.assert(
      fc.property(edgesOf, (edges) => {
        const nodes = withoutCircles(
          new Map([...edges].map(([folder, needs]) => [folder, { needs, others: [] }])),
        )
        const acyclic = new Map([...nodes].map(([folder, { needs }]) => [folder, needs]))
        for (const [from, needs] of acyclic) {
          for (const to of needs) expect(closure(acyclic, to).has(from)).toBe(false)
          const files = [...closure(acyclic, from)].flatMap(
            (node) => nodes.get(node)?.folders ?? [],
          )
          expect(new Set(files)).toEqual(closure(edges, from))
        }
      }),
    )
  })

  test('groups are those that reach each other', () => {
    fc.assert(
      fc.property(edgesOf, (edges) => {
        const groups = stronglyConnected(edges)
        expect(groups.flat().toSorted()).toEqual([...edges.keys()])
        for (const group of groups)
          for (const node of group)
            expect(new Set(group)).toEqual(
              new Set([...closure(edges, node)].filter((other) => closure(edges, other).has(node))),
            )
      }),
    )
  })

  test('a long chain needs no deep stack', () => {
    const nodes = Array.from({ length: 50_000 }, (_, at) => `${at}`)
    const chain = new Map(nodes.map((node, at) => [node, [`${at + 1}`]]))
    expect(stronglyConnected(chain)).toHaveLength(50_000)
    chain.set('49999', ['0'])
    expect(stronglyConnected(chain)).toHaveLength(1)
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
