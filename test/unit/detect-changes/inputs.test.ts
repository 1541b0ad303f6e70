import { parseInputs } from '@ci-kit/detect-changes/inputs'
import { describe, expect, test } from '@jest/globals'

const read = (given: Record<string, string>) => {
  const masked: string[] = []
  const all: Record<string, string> = { filters: 'a: b', 'list-files': 'json', ...given }
  const inputs = parseInputs({
    read: (name) => all[name] ?? '',
    mask: (value) => void masked.push(value),
  })
  return { ...inputs, masked }
}

describe('inputs', () => {
  test.each([
    ['a: b', { kind: 'text', text: 'a: b' }],
    ['  a: b\n  c: d\n', { kind: 'text', text: '  a: b\n  c: d\n' }],
    [' .github/filters.yml ', { kind: 'file', path: '.github/filters.yml' }],
  ])('filters %j', (filters, source) => {
    expect(read({ filters }).filters).toEqual(source)
  })

  test.each(['main', 'feature/a-b', 'refs/heads/x', 'v1.2', 'a@b', 'ünï'])('base %s', (base) => {
    expect(read({ base }).base).toBe(base)
  })

  test('commit ids are taken in any case, empty means not set', () => {
    expect(read({ ref: 'AB'.repeat(20) }).ref).toBe('ab'.repeat(20))
    expect(read({ ref: ' ' }).ref).toBeUndefined()
  })

  test.each([
    '--output=x',
    '-x',
    'a..b',
    'a b',
    'HEAD',
    '@',
    'HEAD^',
    'a~1',
    'a:b',
    '/a',
    'a/',
    'a.lock',
    'a//b',
    'a\u0001',
    'a@{1}',
    'a*',
  ])('base %j is refused', (base) => {
    expect(() => read({ base })).toThrow("Input 'base' is '")
    expect(() => read({ base })).toThrow('Use the name of a branch or tag, or a full commit id.')
  })

  test('the token is masked', () => {
    expect(read({ token: 's3cret' })).toMatchObject({ token: 's3cret', masked: ['s3cret'] })
  })

  test('list-files is one of its words', () => {
    expect(() => read({ 'list-files': 'xml' })).toThrow("'json', 'none', 'csv', 'shell', 'escape'")
  })

  test('filters have to be set', () => {
    expect(() => read({ filters: '' })).toThrow("Input 'filters' is not set")
  })
})
