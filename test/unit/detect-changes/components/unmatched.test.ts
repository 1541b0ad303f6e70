import { patternReader } from '@ci-kit/detect-changes/components/patterns'
import { unmatchedRules } from '@ci-kit/detect-changes/components/unmatched'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { modified, of, parse, rules } from './components.ts'

const TRACKED = ['a/b/c.proto', 'a/b/d.ts', 'a/Dockerfile', 'b', 'z/.env', 'page/[slug]/x.tsx']

const unmatched = (patterns: readonly string[], tracked = TRACKED, changed: string[] = []) =>
  unmatchedRules(of([], { allOn: rules(...patterns) }), modified(...changed), tracked).map(
    ({ pattern }) => pattern,
  )

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
      unmatchedRules(all, [], TRACKED).map(({ pattern, line, source }) => [pattern, line, source]),
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

  test('the number of tests is bounded, and what is left then counts as matched', () => {
    const tracked = Array.from({ length: 1_000 }, (_, at) => `a/${at}`)
    let tests = 0
    const list = rules('**/no1/**', '**/no2/**', 'none/**', '**/*.go')
    const counted = {
      ...list,
      rules: list.rules.map((rule) => ({
        ...rule,
        glob: {
          ...rule.glob,
          matches: (path: string) => {
            tests += 1
            return rule.glob.matches(path)
          },
        },
      })),
    }
    const found = unmatchedRules(of([], { allOn: counted }), [], tracked, 1_500)
    expect(found.map(({ pattern }) => pattern)).toEqual(['**/no1/**', 'none/**', '**/*.go'])
    expect(tests).toBe(1_500)
  })

  test('patterns with a literal start or file name look at few of many paths', () => {
    const tracked = Array.from({ length: 5_000 }, (_, at) => `s${at % 50}/src/f${at}.ts`)
    const patterns = Array.from({ length: 500 }, (_, at) => [
      `s${at % 50}/**`,
      `s${at % 50}/**/*.go`,
      `t${at}/**`,
      `**/f${at}.md`,
    ])
    const list = rules(...patterns.flat())
    const found = unmatchedRules(of([], { allOn: list }), [], tracked, 500)
    expect(found).toHaveLength(1_500)
  })
})
