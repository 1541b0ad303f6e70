import { compileGlob, type Dialect } from '@ci-kit/detect-changes/matching/glob'
import { describe, expect, test } from '@jest/globals'

const matches = (pattern: string, path: string, dialect: Dialect = 'minimatch'): boolean =>
  compileGlob(pattern, dialect).matches(path)

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
    ['**/a*', 'x\nb/a\nc', 'b'],
    // minimatch matches `test` here, but not `tests`; picomatch neither.
    ['!(test)*', 'tes', 'test'],
    ['!(test)*', 'xtest', 'tests'],
    ['#a', '#a', 'a'],
    ['a(b)', 'a(b)', 'ab'],
    ['a{b', 'a{b', 'ab'],
  ])('%j matches %j, not %j', (pattern, yes, no) => {
    expect(matches(pattern, yes)).toBe(true)
    expect(matches(pattern, no)).toBe(false)
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
    ['{{1..40},{a..z}}{1..9}{1..9}', 'more than 1000 patterns'],
    [`{${'9'.repeat(400)}..${'9'.repeat(400)}}`, 'more than 1000 patterns'],
    [`{1..1000}/${'?*/'.repeat(300)}`, 'more than 100000 characters'],
    [`${'{a,'.repeat(11)}${'}'.repeat(11)}`, 'nests more than 10 braces'],
    [`${'*('.repeat(4)}${'a|'.repeat(400)})))`, 'not closed'],
  ])('%j is refused', (pattern, words) => {
    expect(() => compileGlob(pattern, 'minimatch')).toThrow(words)
  })
})

describe("a pattern of GitHub's dialect", () => {
  test.each([
    // GitHub's "Filter pattern cheat sheet".
    ['*', 'README.md', 'docs/a'],
    ['*.jsx?', 'page.js', 'page.jsxx'],
    ['**', 'all/the/files.md', ''],
    ['*.js', 'app.js', 'js/app.js'],
    ['**.js', 'js/index.js', 'src/js/app.jsx'],
    ['**.js', 'index.js', 'js'],
    ['docs/*', 'docs/README.md', 'docs/a/b'],
    ['docs/**', 'docs/mona/octocat.txt', 'docs'],
    ['docs/**/*.md', 'docs/README.md', 'docs/a.txt'],
    ['docs/**/*.md', 'docs/a/markdown/file.md', 'a/docs/b.md'],
    ['**/docs/**', 'dir/docs/my-file.txt', 'dir/docs'],
    ['**/README.md', 'js/README.md', 'js/xREADME.md'],
    ['**/*src/**', 'my-src/code/js/app.js', 'srcs/app.js'],
    ['**/*-post.md', 'path/their-post.md', 'my-post.mdx'],
    ['**/migrate-*.sql', 'db/sept/migrate-v1.sql', 'migrate.sql'],
    ['*.ya?ml', 'x.yml', 'x.yaaml'],
    ['v[12].[0-9]+.[0-9]+', 'v2.10.333', 'v3.1.1'],
    ['go+gle', 'gooogle', 'ggle'],
    ['a**b', 'ax/y/zb', 'a/y/c'],
    ['a**b', 'ab', 'b/ab'],
    ['a**/b', 'ax/y/b', 'ab'],
    ['src**', 'src2/x', 'a/src'],
    ['{a,b}', '{a,b}', 'a'],
    ['@(a|b)', '@(a|b)', 'a'],
    [String.raw`a\+b\?\*\[`, 'a+b?*[', 'aab'],
    ['a!', 'a!', 'a'],
    ['./a/', 'a/x', 'ab/x'],
    ['[a_.]x', '_x', 'bx'],
    ['é+', 'éé', 'e'],
    ['😀?x', 'x', '😀😀x'],
  ])('%j matches %j, not %j', (pattern, yes, no) => {
    expect(matches(pattern, yes, 'github')).toBe(true)
    if (no !== '') expect(matches(pattern, no, 'github')).toBe(false)
  })

  test.each([
    ['+page', String.raw`\+ is a plain +`],
    ['src/?x', 'optional, and there is none'],
    ['*+', 'and there is none'],
    ['a?+', 'and there is none'],
    ['[]', 'holds no character'],
    ['[a', 'not closed'],
    ['[a/b]', 'not closed'],
    ['[!a]', 'which characters not to match'],
    ['[z-a]', 'runs backwards'],
    ['[a-Z]', 'not within a-z'],
    ['a\\', 'ends in a single'],
    ['!a', 'takes one ! before a pattern'],
    ['', 'names no path'],
    ['a/../b', "holds a folder '..'"],
    ['a**b**c**d**e**f**g**h', 'more than 6 **'],
    ['a'.repeat(1001), 'it has 1001 characters'],
  ])('%j is refused', (pattern, words) => {
    expect(() => compileGlob(pattern, 'github')).toThrow(words)
  })
})
