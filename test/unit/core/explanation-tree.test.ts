import type { ExplainedComponent } from '@ci-kit/core/explanation'
import { reasonText } from '@ci-kit/core/explanation-text'
import { reasonTree } from '@ci-kit/core/explanation-tree'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { changed, explanation, needing, untouched } from './explanations.ts'

const treeOf = (...components: readonly ExplainedComponent[]) =>
  reasonTree(explanation({ components }))

describe('reasonText', () => {
  test.each<[ExplainedComponent, string]>([
    [changed('api'), 'modified api/a matches api/** (filters:2)'],
    [changed('api', { 'files-count': 3 }), 'modified api/a matches api/** (filters:2), and 2 more'],
    [
      changed('api', {
        because: 'global',
        file: 'go.sum',
        pattern: '*.sum',
        source: 'all-on',
        line: 1,
      }),
      'modified go.sum matches *.sum (all-on:1), which selects every component',
    ],
    [needing('web', 'ui', 'core'), 'needs ui → core'],
    [needing(...'abcdefghijklmnop'), 'needs b → c → d → e → f → g → h → i → … → p'],
    [{ ...untouched('a'), selected: true, because: 'everything' }, 'selected with everything'],
    [untouched('a'), 'no changed file matches'],
    [{ ...untouched('a'), because: 'unknown' }, 'not selected, though nobody knows what changed'],
  ])('%j', (component, text) => {
    expect(reasonText(component)).toBe(text)
  })

  test.each<[Partial<ExplainedComponent>, string]>([
    [{ because: 'file', 'files-count': 3 }, 'a changed file matches, and 2 more'],
    [{ because: 'global' }, 'a changed file matches, which selects every component'],
    [{ because: 'dependency' }, 'needs one that changed'],
  ])('%j, of an explanation that was too long for more', (left, text) => {
    expect(
      reasonText({ component: 'a', selected: true, because: 'file', 'files-count': 0, ...left }),
    ).toBe(text)
  })

  test('names from outside stay on their line and are cut', () => {
    const text = reasonText(changed('a', { file: `x\n\u001b[31m${'y'.repeat(5_000)}` }))
    expect(text).toContain(String.raw`x\n\u{1b}[31myyy`)
    expect(text).not.toMatch(/\p{Cc}/u)
    expect(text.length).toBeLessThan(300)
  })
})

describe('reasonTree', () => {
  test('puts each component below the one that it needs', () => {
    expect(
      treeOf(
        needing('web', 'ui', 'core'),
        untouched('docs'),
        changed('core'),
        needing('ui', 'core'),
        needing('cli', 'core'),
      ),
    ).toEqual([
      '– docs: no changed file matches',
      '✓ core: modified core/a matches core/** (filters:2)',
      '  ✓ ui: needs core',
      '    ✓ web: needs ui → core',
      '  ✓ cli: needs core',
    ])
  })

  test('takes a chain of a thousand without a deep line', () => {
    const names = Array.from({ length: 1_000 }, (_, at) => `c${at}`)
    const chain = names.map((_, at) =>
      at === 999 ? changed('c999') : needing(...names.slice(at, at + 2)),
    )
    const lines = treeOf(...chain)
    expect(lines).toHaveLength(1_000)
    expect(lines[0]).toMatch(/^✓ c999/)
    expect(lines[999]).toMatch(/^ {20}✓ c0/)
  })

  test('shows every component once, also where the paths make no tree', () => {
    const names = ['a', 'b', 'c', 'd']
    const path = fc.array(fc.constantFrom(...names, 'nobody'), { maxLength: 3 })
    fc.assert(
      fc.property(fc.array(path, { minLength: 4, maxLength: 4 }), (paths) => {
        const lines = treeOf(...names.map((name, at) => needing(name, ...(paths[at] ?? []))))
        expect(lines.map((line) => line.trim().split(/[ :]/)[1]).toSorted()).toEqual(names)
      }),
    )
  })
})
