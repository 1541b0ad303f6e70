import { UserError } from '@ci-kit/core/errors'
import { parseYaml, yaml, yamlDocument } from '@ci-kit/core/yaml'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { it } from './fake-reader.ts'

describe('yaml', () => {
  test.each([
    ['a: 1\nb: [x, y]\n', { a: 1, b: ['x', 'y'] }],
    ['a: 1\r\nb: yes\r\n', { a: 1, b: 'yes' }],
    ['- &x a\n- *x\n', ['a', 'a']],
    ['text', 'text'],
    ['{"a": null}', { a: null }],
    ['', undefined],
    ['# nothing\n', undefined],
  ])('%j is %j', (value, expected) => {
    expect(yaml(it(value), 'it')).toEqual(expected)
  })

  test.each([
    ['a: 1\nb: [x\n', /^Input 'it', line \d: .*\. Correct the YAML\.$/],
    ['a: 1\na: 2\n', /^Input 'it', line 2: Map keys must be unique/],
    ['a:\n\t- b\n', /^Input 'it', line 2: /],
    ['a: 1\nb: !secret x\n', /^Input 'it', line 2: Unresolved tag: !secret/],
    ['a: 1\n---\nb: 2\n', /^Input 'it', line 2: .*more than one document/],
    ['a: *b\n', /^Input 'it'.*alias/],
  ])('%j is refused with name and line', (value, message) => {
    expect(() => yaml(it(value), 'it')).toThrow(UserError)
    expect(() => yaml(it(value), 'it')).toThrow(message)
  })

  test('aliases cannot blow a small text up', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map((pair) => [...pair])) {
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`)
    }
    expect(() => yaml(it(bomb.join('\n')), 'it')).toThrow(
      /^Input 'it' cannot be read as YAML: Excessive alias count.*\. Make it simpler\.$/,
    )
  })

  test('a text that is nested too deeply or too long is refused', () => {
    expect(() => yaml(it('['.repeat(100_000)), 'it')).toThrow(UserError)
    expect(() => yaml(it('x'.repeat(300_000)), 'it')).toThrow(
      "Input 'it' has more than 262144 characters. Make it shorter.",
    )
  })

  test('a member __proto__ is a member', () => {
    const value = parseYaml('__proto__: {admin: true}', 'The file')
    expect(Object.keys(Object(value))).toEqual(['__proto__'])
    expect(Object(value)).not.toHaveProperty('admin')
  })

  test('anything is read or refused with a UserError', () => {
    const unit = fc.constantFrom(...[...'ab:-?[]{},&*!|>#%@\'"\\ \n\t0.~<=_'])
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        try {
          parseYaml(text, 'The file')
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
          expect(String(thrown)).toContain('The file')
        }
      }),
    )
  })
})

describe('yamlDocument', () => {
  test('knows where things stand, and follows no alias', () => {
    const text = '# one\na: &x\n  - 1\nb: *x\n'
    const { document, lineOf } = yamlDocument(text, 'The file', 'Mend it.')
    expect([0, text.indexOf('- 1'), text.indexOf('b:')].map(lineOf)).toEqual([1, 3, 4])
    expect(document.getIn(['b'], true)).toMatchObject({ source: 'x' })
  })

  test('a text that is nested too deeply is refused in plain words, with its line', () => {
    const attempt = () => yamlDocument(`a: 1\nb: ${'['.repeat(50_000)}`, 'The file', 'Mend it.')
    expect(attempt).toThrow('The file, line 2: it is nested too deeply. Make it simpler.')
  })

  test('ends its errors with the advice of its caller', () => {
    const attempt = () => yamlDocument('a: 1\nb: !x y\n', 'The file', 'Quote what starts with !.')
    expect(attempt).toThrow(UserError)
    expect(attempt).toThrow(/^The file, line 2: Unresolved tag: !x\. Quote what starts with !\.$/)
  })
})
