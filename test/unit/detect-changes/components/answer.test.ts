import type { Change } from '@ci-kit/detect-changes/change'
import type { Components } from '@ci-kit/detect-changes/component'
import { answerOf, everyComponent, noComponent } from '@ci-kit/detect-changes/components/answer'
import type { Answer } from '@ci-kit/detect-changes/selection'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { component, graph, modified, of, parse, rules } from './components.ts'

/** Each component with its cause in short and its number of files. */
const short = ({ selections }: Answer): string[] =>
  selections.map(({ component: { name }, cause, files }) => {
    const why = {
      none: () => '–',
      file: () => (cause?.kind === 'file' ? `${cause.change.path} by ${cause.rule.pattern}` : ''),
      global: () =>
        cause?.kind === 'global' ? `all-on ${cause.change.path} by ${cause.rule.pattern}` : '',
      dependency: () => (cause?.kind === 'dependency' ? cause.path.join(' → ') : ''),
      everything: () => (cause?.kind === 'everything' ? `everything: ${cause.why}` : ''),
    }[cause?.kind ?? 'none']()
    return `${name}: ${why} (${files.length})`
  })

const shop = graph({ core: [], ui: ['core'], web: ['ui'], docs: [] })

describe('answerOf', () => {
  test.each<[string, Partial<Components>, string[], string[]]>([
    ['nothing changed', {}, [], ['core: – (0)', 'ui: – (0)', 'web: – (0)', 'docs: – (0)']],
    [
      'own files',
      {},
      ['docs/a', 'x', 'docs/b'],
      ['core: – (0)', 'ui: – (0)', 'web: – (0)', 'docs: docs/a by docs/** (2)'],
    ],
    [
      'dependents',
      {},
      ['core/a'],
      [
        'core: core/a by core/** (1)',
        'ui: ui → core (0)',
        'web: web → ui → core (0)',
        'docs: – (0)',
      ],
    ],
    [
      'own files count more than needs',
      {},
      ['core/a', 'web/b'],
      [
        'core: core/a by core/** (1)',
        'ui: ui → core (0)',
        'web: web/b by web/** (1)',
        'docs: – (0)',
      ],
    ],
    [
      'a global trigger',
      { allOn: rules('*.lock') },
      ['docs/x', 'b.lock', 'c.lock'],
      [
        'core: all-on b.lock by *.lock (0)',
        'ui: all-on b.lock by *.lock (0)',
        'web: all-on b.lock by *.lock (0)',
        'docs: all-on b.lock by *.lock (1)',
      ],
    ],
    [
      'an ignored file',
      { ignore: rules('**/*.md', '!**/KEEP.md') },
      ['core/a.md', 'docs/KEEP.md', 'docs/b.md'],
      ['core: – (0)', 'ui: – (0)', 'web: – (0)', 'docs: docs/KEEP.md by docs/** (1)'],
    ],
    [
      'an ignored file triggers nothing',
      { allOn: rules('**/*.md'), ignore: rules('**/*.md') },
      ['core/a.md'],
      ['core: – (0)', 'ui: – (0)', 'web: – (0)', 'docs: – (0)'],
    ],
  ])('%s', (_, more, paths, wanted) => {
    expect(short(answerOf(of(shop, more), modified(...paths)))).toEqual(wanted)
  })

  test.each([
    [[], false],
    [['a.md'], true],
    [['a.md', 'b/c.md'], true],
    [['a.md', 'b'], false],
  ])('docs only with %j: %s', (paths, wanted) => {
    const ignore = rules('**/*.md')
    expect(answerOf(of(shop, { ignore }), modified(...paths)).docsOnly).toBe(wanted)
  })

  test.each(['some', 'every', 'some-with-excludes'] as const)(
    'with %s, a component without patterns has no files but dependencies',
    async (quantifier) => {
      const { components } = await parse('a: x\nb: { needs: a }\nc: { needs: d }\nd: y', quantifier)
      expect(short(answerOf(of(components), modified('x')))).toEqual([
        'a: x by x (1)',
        'b: b → a (0)',
        'c: – (0)',
        'd: – (0)',
      ])
    },
  )

  test('a list that starts with an exclusion takes it from everything', async () => {
    const { components } = await parse("a: '!b'")
    expect(answerOf(of(components), modified('b')).selections[0]?.cause).toBeUndefined()
    expect(answerOf(of(components), modified('c')).selections[0]).toMatchObject({
      cause: { kind: 'file', change: { path: 'c' } },
      files: [{ path: 'c' }],
    })
  })

  test('a further file takes no component away', () => {
    const components = of(
      [
        component('a', ['b']),
        { ...component('b'), list: rules('b/**', '!b/x', '**/y') },
        component('c', ['a']),
        component('d'),
      ],
      { allOn: rules('lock'), ignore: rules('**/z') },
    )
    const path = fc
      .tuple(fc.constantFrom('', 'a/', 'b/', 'c/', 'd/'), fc.constantFrom('x', 'y', 'z', 'lock'))
      .map((parts) => parts.join(''))
    const change: fc.Arbitrary<Change> = fc.record({
      path,
      status: fc.constantFrom('added', 'modified', 'deleted'),
    })
    const selected = (changes: readonly Change[]) =>
      answerOf(components, changes).selections.flatMap(({ component: { name }, cause }) =>
        cause === undefined ? [] : [name],
      )
    fc.assert(
      fc.property(fc.array(change), change, (changes, more) => {
        const after = selected([...changes, more])
        expect(after).toEqual(expect.arrayContaining(selected(changes)))
        expect(selected([more, ...changes].toReversed())).toEqual(after)
      }),
    )
  })
})

describe('without a comparison', () => {
  test('every component, or none', () => {
    expect(short(everyComponent(of(shop), 'first push'))).toEqual(
      ['core', 'ui', 'web', 'docs'].map((name) => `${name}: everything: first push (0)`),
    )
    expect(short(noComponent(of(shop)))).toEqual(
      ['core', 'ui', 'web', 'docs'].map((name) => `${name}: – (0)`),
    )
    expect(everyComponent(of(shop), '').docsOnly).toBe(false)
    expect(noComponent(of(shop)).docsOnly).toBe(false)
  })
})
