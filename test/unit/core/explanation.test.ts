import { UserError } from '@ci-kit/core/errors'
import { BECAUSE, type Explanation, parseExplanation } from '@ci-kit/core/explanation'
import { comparisonLine } from '@ci-kit/core/explanation-text'
import { reasonTree } from '@ci-kit/core/explanation-tree'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { explanation } from './explanations.ts'

const whole: Explanation = explanation({
  event: 'push',
  components: [
    {
      component: 'core',
      selected: true,
      because: 'file',
      file: 'core/a',
      status: 'added',
      pattern: 'core/**',
      source: 'filters',
      line: 2,
      'files-count': 3,
    },
    {
      component: 'ui',
      selected: true,
      because: 'dependency',
      path: ['ui', 'core'],
      'files-count': 0,
    },
    { component: 'docs', selected: false, because: 'no-change', 'files-count': 0 },
  ],
})

describe('parseExplanation', () => {
  test('reads what was written', () => {
    expect(parseExplanation(JSON.stringify(whole))).toEqual(whole)
  })

  test('leaves out what it does not know', () => {
    const text = JSON.stringify({ ...whole, more: 1 })
    expect(parseExplanation(text)).toEqual(whole)
  })

  test.each([
    ['', /cannot be read: .*JSON/],
    ['[]', 'it is no JSON object'],
    ['{"reliable":"true","components":[]}', "'reliable' is neither true nor false"],
    ['{"reliable":true}', "'components' is no list"],
    ['{"reliable":true,"components":[1]}', 'component 1 is no object'],
    ['{"reliable":true,"components":[{}]}', 'component 1 has no name'],
    [
      '{"reliable":true,"components":[{"component":"a","selected":1}]}',
      "'selected' of component 1 is neither true nor false",
    ],
    [
      '{"reliable":true,"components":[{"component":"a","selected":true,"because":"luck"}]}',
      `'because' of component 1 is none of ${BECAUSE.join(', ')}`,
    ],
  ])('refuses %j and says what to do', (text, problem) => {
    expect(() => parseExplanation(text)).toThrow(UserError)
    expect(() => parseExplanation(text)).toThrow(problem)
    expect(() => parseExplanation(text)).toThrow("Pass the output 'explanation'")
  })

  test('throws nothing but a UserError on any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseExplanation(text)).toThrow(UserError)
      }),
    )
    // All the rest is right, so that each member is looked at.
    const right = { component: 'a', selected: true, because: 'dependency' }
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom([{ toString: 1 }], [null], [['a', ['b']]], { length: 1 }),
    )
    const component = fc
      .dictionary(
        fc.constantFrom('component', 'selected', 'because', 'path', 'line', 'file', '__proto__'),
        odd,
        { maxKeys: 2 },
      )
      .map((members) => ({ ...right, ...members }))
    fc.assert(
      fc.property(fc.array(component), (components) => {
        try {
          reasonTree(parseExplanation(JSON.stringify({ reliable: true, components })))
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})

describe('comparisonLine', () => {
  test.each<[Partial<Explanation>, string]>([
    [{}, '3 changed files, compared: aaaaaaaaaaaa..bbbbbbbbbbbb, the tip before the push.'],
    [{ 'changed-files': 1, base: '' }, '1 changed file, compared: the tip before the push.'],
    [
      { 'docs-only': true },
      '3 changed files, compared: aaaaaaaaaaaa..bbbbbbbbbbbb, the tip before the push. All of them are ignored.',
    ],
    [
      { 'changed-files': null, reliable: false, reason: 'the base is gone' },
      'Nothing was compared: the base is gone.',
    ],
    [
      { 'changed-files': null, reason: 'a\n::error::b' },
      String.raw`Nothing was compared: a\n::error::b.`,
    ],
  ])('%j', (more, line) => {
    expect(comparisonLine(explanation(more))).toBe(line)
  })
})
