import { dependencyPaths } from '@ci-kit/detect-changes/components/graph'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { graph } from './components.ts'
import { NAMES, type Needs, needsGraph } from './needs-graphs.ts'

describe('dependents', () => {
  test.each<[Needs, string[], [string, string[]][]]>([
    [{ a: [] }, [], []],
    [
      { core: [], ui: ['core'], web: ['ui'] },
      ['core'],
      [
        ['core', ['core']],
        ['ui', ['ui', 'core']],
        ['web', ['web', 'ui', 'core']],
      ],
    ],
    [
      { web: ['ui', 'core'], ui: ['core'], core: [] },
      ['core'],
      [
        ['core', ['core']],
        ['web', ['web', 'core']],
        ['ui', ['ui', 'core']],
      ],
    ],
    [
      { web: ['b', 'a'], a: [], b: [] },
      ['b', 'a'],
      [
        ['a', ['a']],
        ['b', ['b']],
        ['web', ['web', 'a']],
      ],
    ],
    [
      { a: ['b'], b: ['a'] },
      ['a'],
      [
        ['a', ['a']],
        ['b', ['b', 'a']],
      ],
    ],
    [{ a: [], b: ['a'] }, ['b'], [['b', ['b']]]],
  ])('%j, changed %j', (needs, changed, wanted) => {
    expect([...dependencyPaths(graph(needs), new Set(changed))]).toEqual(wanted)
  })

  test('are those of a naive fixpoint, each by a chain of needs that is as short as can be', () => {
    fc.assert(
      fc.property(needsGraph, fc.subarray(NAMES), (needs, changed) => {
        const paths = dependencyPaths(graph(needs), new Set(changed))
        const steps = distances(needs, changed)
        expect(new Map([...paths].map(([name, path]) => [name, path.length - 1]))).toEqual(steps)
        for (const [name, path] of paths) {
          expect(path[0]).toBe(name)
          expect(changed).toContain(path.at(-1))
          path.slice(1).forEach((need, at) => {
            expect(needs[path[at] ?? '']).toContain(need)
          })
        }
      }),
    )
  })

  test('a further need takes no component away', () => {
    fc.assert(
      fc.property(
        needsGraph,
        fc.subarray(NAMES),
        fc.constantFrom(...NAMES),
        fc.constantFrom(...NAMES),
        (needs, changed, from, to) => {
          const more = { ...needs, [from]: [...(needs[from] ?? []), to] }
          const before = dependencyPaths(graph(needs), new Set(changed))
          const after = dependencyPaths(graph(more), new Set(changed))
          expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()]))
        },
      ),
    )
  })

  test('a chain of 1,000 is followed to its end', () => {
    const names = Array.from({ length: 1_000 }, (_, at) => `c${at}`)
    const chain = graph(
      Object.fromEntries(
        names.map((name, at): [string, string[]] => [name, names.slice(at + 1, at + 2)]),
      ),
    )
    expect(dependencyPaths(chain, new Set(['c999'])).get('c0')).toEqual(names)
  })
})

/** Steps from a changed component, found by trying again until nothing gets closer. */
const distances = (needs: Needs, changed: readonly string[]): Map<string, number> => {
  const steps = new Map(changed.map((name) => [name, 0]))
  for (let closer = true; closer; ) {
    closer = false
    for (const [name, names] of Object.entries(needs)) {
      for (const need of names) {
        const found = (steps.get(need) ?? Number.POSITIVE_INFINITY) + 1
        if (found >= (steps.get(name) ?? Number.POSITIVE_INFINITY)) continue
        steps.set(name, found)
        closer = true
      }
    }
  }
  return steps
}
