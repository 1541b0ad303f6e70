import { ignoreRules } from '@ci-kit/docker-cache/key/dockerignore'
import { describe, expect, test } from '@jest/globals'
import { rulesOf, verdict } from './ignore-verdict.ts'

const ignored = (text: string, paths: readonly string[]): readonly string[] => {
  const rules = rulesOf(text)
  return paths.filter((path) => verdict(rules, path).ignored)
}

const TREE =
  '.env README.md a.log a+b/f docs/README.md docs/guide.md src/app.ts src/deep/a.log src/deep/app.ts x/c x/d #odd !bang ünï/😀 bin/bin/f'.split(
    ' ',
  )

/** What github.com/moby/patternmatcher 0.6.1 answers itself, asked for each of these. */
const CASES: readonly (readonly [what: string, text: string, ignored: string])[] = [
  ['a folder', 'src', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['with slashes around it', '/src/', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['with ./', './src', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['white space around it', ' \tsrc \t', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  [
    'Windows line ends',
    'src\r\ndocs\r\n',
    'docs/README.md docs/guide.md src/app.ts src/deep/a.log src/deep/app.ts',
  ],
  ['a byte order mark', '\ufeffsrc', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['dots on the way', 'src/../docs', 'docs/README.md docs/guide.md'],
  ['outside of the context', '../src', ''],
  ['the context itself', '.', ''],
  ['the root', '/', ''],
  ['empty lines', '\n\nsrc\n\n', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['a comment', '# src', ''],
  ['a comment that is indented is none', ' # src\n #odd', '#odd'],
  ['an escaped #', '\\#odd', '#odd'],
  ['* stays in its folder', '*.log', 'a.log'],
  ['** crosses folders', '**/*.log', 'a.log src/deep/a.log'],
  ['* goes for what is in a folder', 'a*', 'a.log a+b/f'],
  ['what is in a folder, not the folder', 'src/*', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['the same with **', 'src/**', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['** between', 'src/**/app.ts', 'src/app.ts src/deep/app.ts'],
  ['* between', 'src/*/app.ts', 'src/deep/app.ts'],
  ['** at the start of a name', '**.ts', 'src/app.ts src/deep/app.ts'],
  ['** at the end of a name', 'src**', 'src/app.ts src/deep/a.log src/deep/app.ts'],
  ['**/ and a name', '**/bin', 'bin/bin/f'],
  ['*/ and a name', '*/bin', 'bin/bin/f'],
  [
    'everything',
    '*',
    '.env README.md a.log a+b/f docs/README.md docs/guide.md src/app.ts src/deep/a.log src/deep/app.ts x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  [
    'everything with **',
    '**',
    '.env README.md a.log a+b/f docs/README.md docs/guide.md src/app.ts src/deep/a.log src/deep/app.ts x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  ['? is one character', 'a?b', 'a+b/f'],
  ['? is one code point', '?n?/?', 'ünï/😀'],
  ['? is no slash', 'src?app.ts', ''],
  ['a class', '[a-d]*', 'a.log a+b/f docs/README.md docs/guide.md bin/bin/f'],
  [
    'a negated class',
    '[^s]*',
    '.env README.md a.log a+b/f docs/README.md docs/guide.md x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  ['! in a class is itself', '[!b]bang', '!bang'],
  ['+ is itself', 'a+b', 'a+b/f'],
  ['an escaped wildcard', 'src/app\\*', ''],
  ['an exception', '*.md\n!README.md', ''],
  ['an exception before its rule', '!README.md\n*.md', 'README.md'],
  ['an exception with a space', '*.md\n! README.md', ''],
  [
    'only one file',
    '*\n!README.md',
    '.env a.log a+b/f docs/README.md docs/guide.md src/app.ts src/deep/a.log src/deep/app.ts x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  [
    'only one folder',
    '*\n!src/deep',
    '.env README.md a.log a+b/f docs/README.md docs/guide.md src/app.ts x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  [
    'only a kind of file',
    '**\n!**/*.ts',
    '.env README.md a.log a+b/f docs/README.md docs/guide.md src/deep/a.log x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  ['an exception in an ignored folder', 'src\n!src/deep', 'src/app.ts'],
  ['and a rule in that again', 'src\n!src/deep\nsrc/deep/*.log', 'src/app.ts src/deep/a.log'],
  [
    'an exception with a wildcard between',
    '*\n!src/*/app.ts',
    '.env README.md a.log a+b/f docs/README.md docs/guide.md src/app.ts src/deep/a.log x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  ['an exception for a folder does not help its files', '*/c\n!x', 'x/c'],
  ['a later rule that matches the parent only', 'x\n!x/c\nx*', 'x/d'],
  ['a name that starts with !', '\\!bang', '!bang'],
  [
    '! behind ./ is an exception',
    '*\n./!README.md',
    '.env a.log a+b/f docs/README.md docs/guide.md src/app.ts src/deep/a.log src/deep/app.ts x/c x/d #odd !bang ünï/😀 bin/bin/f',
  ],
  [
    'two !',
    '*\n!!bang',
    '.env README.md a.log a+b/f docs/README.md docs/guide.md src/app.ts src/deep/a.log src/deep/app.ts x/c x/d #odd ünï/😀 bin/bin/f',
  ],
]

describe('dockerignore', () => {
  test.each(CASES)('%s: %j', (_, text, expected) => {
    expect(ignored(text, TREE).join(' ')).toBe(expected)
  })

  test.each([
    ['[', "'['"],
    ['[a', "'['"],
    ['a[]b]', 'plain class'],
    ['[[:alpha:]]', 'plain class'],
    ['[z-a]*', 'malformed'],
    ['a\\', 'backslash'],
    ['\\d*', 'backslash'],
    ['\\é', 'backslash'],
    ['a|b*', 'beside a wildcard'],
    ['*.{js,ts}', 'beside a wildcard'],
    ['*^', 'beside a wildcard'],
    ['*a*a*a*a*a*a*a', 'wildcards'],
    ['!', 'exception without a path'],
    ['src\n! ', 'exception without a path'],
    ['!/', 'exception without a path'],
    ['a\0b', 'control characters'],
    ['a\ufffdb', 'no UTF-8'],
    ['src\n\ufeffdocs', 'control characters'],
    [`# ${'x'.repeat(65_536)}`, 'too long'],
  ])('what Docker refuses or reads in its own way is a doubt, %#', (text, reason) => {
    expect(ignoreRules(text)).toEqual({ doubt: expect.stringContaining(reason) })
  })

  test.each(['a|b', 'a{1}', 'a^b'])('%s without a wildcard is a plain name', (name) => {
    expect(ignored(name, [name, 'a', 'b'])).toEqual([name])
  })

  test.each([
    ['src', 'src', true],
    ['src\n!src/app.ts', 'src', false],
    ['src\n!src/deep/**', 'src', false],
    ['src\n!src/deep/**', 'src/deep', false],
    ['src\n!src/deep/**', 'src/other', true],
    ['src\n!source', 'src', true],
    ['src\n!*.ts', 'src', false],
    ['src\n!lib', 'src', true],
  ])('%j: whether %s need not be read', (text, folder, closed) => {
    expect(rulesOf(text).closed(folder)).toBe(closed)
  })
})
