import { compileGlob } from '@ci-kit/detect-changes/globs'
import { describe, expect, test } from '@jest/globals'

const matches = (pattern: string, path: string): boolean => compileGlob(pattern)(path.split('/'))

describe('a pattern', () => {
  test.each([
    // pattern, matched, not matched
    ['api/**', 'api/.env', 'api2/x.go'],
    ['api/**', 'api/a/b/c.go', 'ap'],
    ['api/', 'api/x.go', 'apis'],
    // A submodule or a link in the place of the folder.
    ['api/**', 'api', 'a/api'],
    ['api/', 'api', 'a/api'],
    ['/api/**', 'api/x.go', 'x/api/y'],
    ['./api/**', 'api/x.go', 'api2/x'],
    ['././/api/*', 'api/x.go', 'api/x/y'],
    ['api', 'api', 'api/x.go'],
    ['api//x', 'api/x', 'api'],
    ['*', '.env', 'a/b'],
    ['*.md', 'README.md', 'docs/a.md'],
    ['**/*.md', 'a.md', 'a.mdx'],
    ['**.go', 'a.go', 'api/a.go'],
    ['**/test/**', 'test/a', 'pkg/latest/a'],
    ['**/test/**', 'pkg/a/test/b', 'tests'],
    ['a/**/**/b', 'a/b', 'a/c'],
    ['a/**/b/**/c', 'a/b/x/b/y/c', 'a/c/b'],
    ['web/@(css|img)/**', 'web/img/a.png', 'web/font/a'],
    ['!(*.md|*.adoc)', 'LICENSE', 'NOTES.md'],
    ['a?(b|c)d', 'ad', 'abcd'],
    ['+(a|bc)', 'abca', 'ab'],
    ['*(a|bc)x', 'x', 'bx'],
    ['+(+(a))b', 'aaab', 'aaa'],
    ['*(a|)b', 'aab', 'ac'],
    ['!(a|!(b))', 'b', 'c'],
    ['{src,lib}/**/*.{ts,tsx}', 'lib/a/b.tsx', 'lib/a/b.js'],
    ['{api/,web/a}', 'api/x', 'web/a/b'],
    ['v{1..3}', 'v2', 'v4'],
    [String.raw`page/\[slug\]/**`, 'page/[slug]/a.tsx', 'page/s/a.tsx'],
    [String.raw`\!x`, '!x', 'x'],
    [String.raw`a\*`, 'a*', 'ab'],
    ['data/[!a]*.csv', 'data/b1.csv', 'data/a1.csv'],
    ['[^a-c]', 'd', 'b'],
    ['[]-]', ']', 'a'],
    ['[[:upper:][:digit:]_]*', 'Éa', 'éa'],
    [String.raw`[\]a]`, ']', '\\'],
    ['a?c', 'a😀c', 'ac'],
    ['**/*', 'a\nb/c', ''],
    ['#a', '#a', 'a'],
    ['a(b)', 'a(b)', 'ab'],
    ['a{b', 'a{b', 'ab'],
  ])('%j matches %j, not %j', (pattern, yes, no) => {
    expect(matches(pattern, yes)).toBe(true)
    expect(no === '' ? compileGlob(pattern)([]) : matches(pattern, no)).toBe(false)
  })

  test.each([
    ['data/[z-a]', 'its range [z-a] runs backwards'],
    ['[]', 'not closed'],
    ['[abc', 'not closed'],
    ['[a/b]', 'not closed'],
    ['[[:nope:]]', 'unknown class [:nope:]'],
    ['@(a|b', '@( is not closed'],
    ['@(a/b)', 'for names with / use {a,b}'],
    ['@(@(@(@(@(a)))))', 'nests more than 4 groups'],
    ['a\\', 'ends in a single \\'],
    ['', 'names no path'],
    ['./', 'names no path'],
    ['../a', "holds a folder '..'"],
    ['a/./b', "holds a folder '.'"],
    ['a'.repeat(1001), 'it has 1001 characters'],
    ['{1..3000000}', 'more than 1000 patterns'],
    ['{a,b}'.repeat(10), 'more than 1000 patterns'],
    [`${'*('.repeat(4)}${'a|'.repeat(400)})))`, 'not closed'],
  ])('%j is refused', (pattern, words) => {
    expect(() => compileGlob(pattern)).toThrow(words)
  })

  test.each([
    [`${'*a'.repeat(10)}b`, 'a'.repeat(60)],
    [`${'*a'.repeat(400)}b`, 'a'.repeat(4000)],
    ['*(*(*(*(a))))b', 'a'.repeat(4000)],
    ['!(!(!(*a*)b*)c*)d', 'a'.repeat(4000)],
    [`${'**/a/'.repeat(150)}b`, Array(2000).fill('a').join('/')],
  ])('%j answers at once', (pattern, path) => {
    const started = performance.now()
    expect(matches(pattern, path)).toBe(false)
    // Backtracking needs minutes here; the limit leaves room for a busy machine.
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})
