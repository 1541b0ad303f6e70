import { parseInputs } from '@ci-kit/detect-changes/inputs'
import { describe, expect, test } from '@jest/globals'

const DEFAULTS = {
  filters: 'a: b',
  'predicate-quantifier': 'some',
  dialect: 'minimatch',
  workspaces: 'none',
  base: 'auto',
  'on-uncertain': 'all',
  'list-files': 'none',
}

const read = (given: Record<string, string>) => {
  const masked: string[] = []
  const all: Record<string, string> = { ...DEFAULTS, ...given }
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

  test('the token is masked', () => {
    expect(read({ token: 's3cret' })).toMatchObject({ token: 's3cret', masked: ['s3cret'] })
  })

  test.each([
    ['list-files', "'none', 'json', 'nul-file', 'shell', 'csv', 'escape'"],
    ['on-uncertain', "'all', 'fail', 'none'"],
    ['dialect', "'minimatch', 'github'"],
    ['predicate-quantifier', "'some', 'every', 'some-with-excludes'"],
    ['workspaces', "'none', 'auto'"],
  ])('%s is one of its words', (name, words) => {
    expect(() => read({ [name]: 'xml' })).toThrow(`Input '${name}' is 'xml'. Use one of ${words}.`)
  })

  test('components come from filters, folders or workspaces', () => {
    expect(() => read({ filters: '' })).toThrow("input 'filters' is not set")
    expect(read({ filters: '', discover: 'services/*' }).filters).toBeUndefined()
    expect(read({ filters: '', workspaces: 'auto' }).filters).toBeUndefined()
  })

  test('a number for initial-fetch-depth does no harm', () => {
    expect(read({ 'initial-fetch-depth': '100' }).filters).toBeDefined()
    expect(() => read({ 'initial-fetch-depth': 'all' })).toThrow("Input 'initial-fetch-depth'")
  })
})
