import { parseFilters } from '@ci-kit/detect-changes/filters'
import { select } from '@ci-kit/detect-changes/select'
import { describe, expect, test } from '@jest/globals'
import { change } from './samples.ts'

const ORIGIN = "Input 'filters'"

/** The rules of each filter in one line, as [!]status:pattern@line. */
const read = (text: string): Record<string, string[]> =>
  Object.fromEntries(
    parseFilters(text, ORIGIN).map(({ name, rules }) => [
      name,
      rules.map(
        ({ pattern, line, excludes, statuses }) =>
          `${excludes ? '!' : ''}${statuses ? `${statuses.join('|')}:` : ''}${pattern}@${line}`,
      ),
    ]),
  )

describe('filters in the format of dorny/paths-filter', () => {
  test.each<[string, Record<string, string[]>]>([
    ["api: 'services/api/**'", { api: ['services/api/**@1'] }],
    ['api:\n  - a/**\n  - b/**', { api: ['a/**@2', 'b/**@3'] }],
    ['api:\n  - - a\n    - [b, [c]]', { api: ['a@2', 'b@3', 'c@3'] }],
    [
      'shared: &shared\n  - libs/**\napi:\n  - *shared\n  - api/**',
      { shared: ['libs/**@2'], api: ['libs/**@2', 'api/**@5'] },
    ],
    ["x:\n  - added|modified: 'a/**'", { x: ['added|modified:a/**@2'] }],
    [
      "x:\n  - Added | deleted:\n    - a\n    - '!b'",
      { x: ['added|deleted:a@3', '!added|deleted:b@4'] },
    ],
    ['x:\n  deleted: a', { x: ['deleted:a@2'] }],
    ["x:\n  - a\n  - '!b'", { x: ['a@2', '!b@3'] }],
    ["x:\n  - '!b'", { x: ['**@2', '!b@2'] }],
    ["x:\n  - deleted: '!b'", { x: ['deleted:**@2', '!deleted:b@2'] }],
    ["x: '!(a|b)'", { x: ['!(a|b)@1'] }],
    ['\n\n# comment\nx: a', { x: ['a@4'] }],
    ['{x: a, y: [b]}', { x: ['a@1'], y: ['b@1'] }],
    [
      '__proto__: a\nconstructor: b\ntoString: c',
      JSON.parse('{"__proto__":["a@1"],"constructor":["b@2"],"toString":["c@3"]}'),
    ],
    ['true: a\n_1: b', { true: ['a@1'], _1: ['b@2'] }],
  ])('%j', (text, rules) => {
    expect(Object.entries(read(text))).toEqual(Object.entries(rules))
  })

  test.each([
    ['', 'holds no filters'],
    ['just text', 'holds no filters'],
    ['- a', 'holds no filters'],
    ['{}', 'holds no filters'],
    ['a: x\ny:', "line 2, filter 'y': it has no pattern"],
    ['a: x\ny: []', "line 2, filter 'y': it has no pattern"],
    ["y: ''", "filter 'y': it has no pattern"],
    ['y: {}', "filter 'y': it has no pattern"],
    ['{y}', "filter 'y': it has no pattern"],
    ['y:\n  - a\n  -', "line 3, filter 'y': it has no pattern"],
    ['y:\n  - 12', "line 2, filter 'y': the pattern 12 is not text; quote it"],
    [
      'y:\n  - moddified: a',
      "line 2, filter 'y': unknown key 'moddified'; use 'added', 'modified', 'deleted'",
    ],
    ['y:\n  - renamed: a', 'a rename is a deleted and an added file'],
    ['y:\n  - added|: a', "unknown key ''"],
    ['y:\n  paths: a', "unknown key 'paths'"],
    ['y:\n  - added:\n      deleted: a', "the key 'deleted' stands below another one"],
    ['y:\n  - !docs/**', 'line 2: Unresolved tag: !docs/**. Quote patterns'],
    ['y:\n  - *.md', "line 2, filter 'y': there is no anchor &.md before *.md; quote a pattern"],
    ['a:\n  - *late\nb: &late x', "line 2, filter 'a': there is no anchor &late"],
    ['y: "a', 'line 1'],
    ['y: a\ny: b', 'line 2: Map keys must be unique'],
    ['y: a\n---\nz: b', 'multiple documents'],
    [
      "y:\n  - 'ok'\n  - '[z-a]'",
      "line 3, filter 'y': the pattern '[z-a]' cannot be used: its range [z-a] runs backwards",
    ],
    ["y: '!!a'", 'more than one !'],
    ["y: '!'", 'names no path'],
    ['a.b: x', "line 1, filter 'a.b': it cannot be the name of an output"],
    ['a b: x', 'cannot be the name of an output'],
    ['1a: x', 'cannot be the name of an output'],
    ['? [a]\n: x', 'cannot be the name of an output'],
    ['changes: x', "its output 'changes' is the same as the output 'changes'; rename it"],
    ['Matrix: x', "the same as the output 'matrix'"],
    ['api: x\nAPI: y', "line 2, filter 'API': its output 'API' is the same as the output 'api'"],
    ['api: x\napi_count: y', "its output 'api_count' is the same"],
    ['api_files: x\napi: y', "its output 'api_files' is the same"],
    ['y: &a [*a]', 'nest deeper than 10'],
    [
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefg'].map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[at]}`)}]`).join('\n')}`,
      'more than 10000 patterns',
    ],
    [`y: ${'['.repeat(50)}a${']'.repeat(50)}`, 'nest deeper than 10'],
    ['x'.repeat(300_000), 'more than 262144 characters'],
    [Array.from({ length: 1001 }, (_, at) => `f${at}: x`).join('\n'), 'holds 1001 filters'],
  ])('%j is refused', (text, words) => {
    const parse = () => parseFilters(text, ORIGIN)
    expect(parse).toThrow(expect.objectContaining({ name: 'UserError' }))
    expect(parse).toThrow(ORIGIN)
    expect(parse).toThrow(words)
  })

  test('a text nested without end is refused, not a crash', () => {
    expect(() => parseFilters(`y: ${'['.repeat(200_000)}`, ORIGIN)).toThrow(
      expect.objectContaining({ name: 'UserError' }),
    )
  })

  test('a hostile name reaches the message in visible form', () => {
    expect(() => parseFilters('"a\\n::error::b": x', ORIGIN)).toThrow(
      String.raw`filter 'a\n::error::b'`,
    )
  })
})

describe('the last matching pattern decides', () => {
  test.each([
    [['web/**', '!web/**/*.md', 'web/LEGAL.md'], 'web/a.md', false],
    [['web/**', '!web/**/*.md', 'web/LEGAL.md'], 'web/LEGAL.md', true],
    [['web/**', '!web/**/*.md', 'web/LEGAL.md'], 'web/a.ts', true],
    [['!ci/**'], 'ci/x', false],
    [['!ci/**'], 'web/x', true],
    [['!ci/**', 'ci/x'], 'ci/x', true],
    [['!(*.md|*.adoc)'], 'LICENSE', true],
    [['!(*.md|*.adoc)'], 'NOTES.md', false],
    [['a/**', '!b/**'], 'c', false],
  ])('%j on %s: %s', (patterns, path, selected) => {
    const filters = parseFilters(JSON.stringify({ x: patterns }), ORIGIN)
    expect(select(filters, [change(path)])[0]?.selected).toBe(selected)
  })

  test.each([
    ["added: 'a'", 'added', true],
    ["added: 'a'", 'modified', false],
    ["added|deleted: 'a'", 'deleted', true],
    ["modified: '!b'", 'modified', true],
    ["modified: '!b'", 'added', false],
  ] as const)('%s on %s: %s', (rule, status, selected) => {
    const filters = parseFilters(`x:\n  - ${rule}`, ORIGIN)
    expect(select(filters, [change('a', status)])[0]?.selected).toBe(selected)
  })

  test('a selection holds its files in their order and the cause of the first', () => {
    const filters = parseFilters("x:\n  - '**/*.md'\n  - a/**\n", ORIGIN)
    const changes = [change('c'), change('b/x.md', 'added'), change('a/x.md')]
    const [selection] = select(filters, changes)
    expect(selection?.files.map(({ path }) => path)).toEqual(['b/x.md', 'a/x.md'])
    expect(selection?.cause).toMatchObject({
      change: { path: 'b/x.md', status: 'added' },
      rule: { pattern: '**/*.md', line: 2 },
    })
  })

  test('an alias cannot repeat a list without end', () => {
    const list = Array.from({ length: 500 }, (_, at) => `  - a${at}/**`).join('\n')
    const repeated = Array.from({ length: 40 }, (_, at) => `f${at}: *list`).join('\n')
    expect(() => parseFilters(`f: &list\n${list}\n${repeated}`, ORIGIN)).toThrow(
      /'f39'.*more than 20000 patterns/,
    )
  })

  test('filters that share a pattern share its matcher', () => {
    const [one, other] = parseFilters('a: x/**\nb: x/**', ORIGIN)
    expect(one?.rules[0]?.matches).toBe(other?.rules[0]?.matches)
  })
})
