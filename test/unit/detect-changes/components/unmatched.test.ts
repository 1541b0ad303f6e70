import { patternReader } from '@ci-kit/detect-changes/components/patterns'
import { unmatchedRules } from '@ci-kit/detect-changes/components/unmatched'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { modified, of, parse, rules } from './components.ts'

const TRACKED = ['a/b/c.proto', 'a/b/d.ts', 'a/Dockerfile', 'b', 'z/.env', 'page/[slug]/x.tsx']

const unmatched = (patterns: readonly string[], tracked = TRACKED, changed: string[] = []) =>
  unmatchedRules(of([], { allOn: rules(...patterns) }), modified(...changed), {
    kind: 'paths',
    paths: tracked,
  }).map(({ pattern }) => pattern)

describe('patterns that match no file', () => {
  test.each([
    ...['a/**', '/a/**', './a/', 'a/', 'b', 'b/**', 'b/', '**', '*', '**/*.proto', 'a/**/*.ts'],
    ...[
      '**/Dockerfile',
      '**/.env',
      '*/b/*.{ts,proto}',
      '{a,x}/**',
      'page/\\[slug\\]/*.tsx',
      'a//b/*',
    ],
    ...['**/b/**', '?', '[ab]/**', '!(a)', '**/c.proto', '**/?.ts'],
  ])('%s matches one', (pattern) => {
    expect(unmatched([pattern])).toEqual([])
  })

  test.each([
    ...['c/**', 'a', 'a/b', 'a/b/c', 'a/b/c.prot', '**/*.go', 'a/*.ts', '**/dockerfile', '**/d/**'],
    ...['{c,x}/**', 'page/[slug]/*', 'z/env', '**/b.ts', 'b/x', '**/.envrc', 'zz/', 'a/b/e*'],
  ])('%s matches none', (pattern) => {
    expect(unmatched([pattern])).toEqual([pattern])
  })

  test('a changed path counts: a deleted one is not tracked any more', () => {
    expect(unmatched(['gone/**', '**/*.go', 'x'], TRACKED, ['gone/x.go'])).toEqual(['x'])
  })

  test('each rule comes once, in the order of components, all-on and ignore', async () => {
    const { components } = await parse("a: &a [x1, b]\nb: [*a, '!x2', added: x3]")
    const all = of(components, { allOn: rules('x4', 'b'), ignore: rules('x1') })
    expect(
      unmatchedRules(all, [], { kind: 'paths', paths: TRACKED }).map(
        ({ pattern, line, source }) => [pattern, line, source],
      ),
    ).toEqual([
      ['x1', 1, 'filters'],
      ['x2', 2, 'filters'],
      ['x3', 2, 'filters'],
      ['x4', 1, 'all-on'],
      ['x1', 1, 'all-on'],
    ])
  })

  test('are those that a look at every path finds', () => {
    const read = patternReader('minimatch')
    const part = fc.constantFrom(
      'a',
      'b',
      'c.ts',
      '.x',
      'd.',
      '*',
      '**',
      '*.ts',
      '?',
      '{a,b}',
      '@(a)',
    )
    const pattern = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const name = fc.constantFrom('a', 'b', 'c.ts', '.x', 'd.', 'e')
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(fc.array(pattern), fc.array(path), (patterns, paths) => {
        expect(unmatched(patterns, paths)).toEqual(
          patterns.filter((one) => !paths.some((each) => read(one).glob.matches(each))),
        )
      }),
    )
  })

  test('nothing is said of files that nobody knows', () => {
    expect(unmatchedRules(of([], { allOn: rules('x/**') }), [], { kind: 'unknown' })).toEqual([])
  })
})

describe('patterns whose folder is not there', () => {
  const has = (path: string): boolean => ['a', 'a/b', 'a/x.md'].includes(path)
  const outside = (patterns: readonly string[], ...changed: string[]) =>
    unmatchedRules(of([], { allOn: rules(...patterns) }), modified(...changed), {
      kind: 'folders',
      has,
    }).map(({ pattern }) => pattern)

  test.each(['a/**', 'a/x.md', 'a/b/*.go', '**/x', '*', '{a,c}/**', '?/x', 'a/'])(
    '%s may match one',
    (pattern) => {
      expect(outside([pattern])).toEqual([])
    },
  )

  test.each(['c/**', 'a/y.md', 'a/c/*.go', '{c,d}/**', 'c/'])('%s matches none', (pattern) => {
    expect(outside([pattern])).toEqual([pattern])
  })

  test('a changed path counts: a deleted folder is not there any more', () => {
    expect(outside(['c/**', 'd/**'], 'c/x')).toEqual(['d/**'])
  })
})
