import { parseComponents } from '@ci-kit/detect-changes/components/parse'
import { patternReader } from '@ci-kit/detect-changes/components/patterns'
import { describe, expect, test } from '@jest/globals'
import { ORIGIN, parse } from './components.ts'

/** The rules of each component in one line, as [!]status:pattern@line. */
const read = async (text: string): Promise<[string, string[]][]> =>
  (await parse(text)).components.map(({ name, list }) => [
    name,
    list.rules.map(
      ({ pattern, line, excludes, statuses }) =>
        `${excludes ? '!' : ''}${statuses ? `${statuses.join('|')}:` : ''}${pattern}@${line}`,
    ),
  ])

describe('filters in the format of dorny/paths-filter', () => {
  test.each<[string, Record<string, string[]>]>([
    ["api: 'services/api/**'", { api: ['services/api/**@1'] }],
    ['api:\n  - a/**\n  - b/**', { api: ['a/**@2', 'b/**@3'] }],
    ['api:\n- a/**\n- b/**\nweb: c', { api: ['a/**@2', 'b/**@3'], web: ['c@4'] }],
    ['api:\r\n  - a/**\r\n  - b/**\r\n', { api: ['a/**@2', 'b/**@3'] }],
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
    ["x:\n  - '!b'", { x: ['!b@2'] }],
    ["x: '!(a|b)'", { x: ['!(a|b)@1'] }],
    ['\n\n# comment\nx: a # more', { x: ['a@4'] }],
    ['{x: a, y: [b]}', { x: ['a@1'], y: ['b@1'] }],
    ['constructor: b\ntoString: c', { constructor: ['b@1'], toString: ['c@2'] }],
    ['true: a\n_1: b', { true: ['a@1'], _1: ['b@2'] }],
    ["x: 'docs/日本/**'", { x: ['docs/日本/**@1'] }],
  ])('%j', async (text, rules) => {
    expect(await read(text)).toEqual(Object.entries(rules))
  })

  test.each([
    ['', 'holds no filters'],
    ['# only this', 'holds no filters'],
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
    ['y: 3.10', "filter 'y': the pattern 3.10 is not text; quote it"],
    ['y: 012', 'the pattern 012 is not text'],
    [
      'y:\n  - moddified: a',
      "line 2, filter 'y': unknown key 'moddified'; use 'added', 'modified', 'deleted'",
    ],
    [
      'x: a\ny:\n  moddified: a',
      "line 3, filter 'y': unknown key 'moddified'; use 'added', 'modified', 'deleted', joined by |, above patterns, or give the object a key 'paths' or 'needs'.",
    ],
    ['y:\n  Paths: a', "unknown key 'Paths'; use 'added'"],
    ['y:\n  - renamed: a', 'a rename is a deleted and an added file'],
    ['y:\n  Renamed: a', 'a rename is a deleted and an added file'],
    ['y:\n  - added|: a', "unknown key ''"],
    ['y:\n  - paths: a', "line 2, filter 'y': the key 'paths' stands inside a list of patterns"],
    ['y:\n  - added:\n      deleted: a', "the key 'deleted' stands below another one"],
    ['y:\n  - !docs/**', 'line 2: Unresolved tag: !docs/**. Quote patterns'],
    ['y:\n  - *.md', "line 2, filter 'y': there is no anchor &.md before *.md; quote a pattern"],
    ['y:\n  - *md', "line 2, filter 'y': there is no anchor &md before *md; quote a pattern"],
    ['a:\n  - *late\nb: &late x', "line 2, filter 'a': there is no anchor &late"],
    ['%YAML 1.1\n---\na: 2020-01-01', "line 3, filter 'a': '2020-01-01' is neither text"],
    ['y: "a', 'line 1'],
    ['y: a\ny: b', 'line 2: Map keys must be unique'],
    ['y: a\n---\nz: b', 'more than one document'],
    [
      "y:\n  - 'ok'\n  - '[z-a]'",
      "line 3, filter 'y': the pattern '[z-a]' cannot be used: its range [z-a] runs backwards",
    ],
    ["y: '!!a'", 'more than one !'],
    ["y: '!'", 'names no path'],
    [
      'a.b: x',
      "line 1, filter 'a.b': it cannot be the name of an output, because it holds a dot or another character that is not allowed; use letters",
    ],
    ['a b: x', 'cannot be the name of an output; use letters'],
    ['1a: x', 'cannot be the name of an output'],
    ['? [a]\n: x', 'cannot be the name of an output'],
    ['a: x\n__proto__: y', "line 2, filter '__proto__': a member of that name gets lost"],
    ['changes: x', "its output 'changes' is the same as the output 'changes'; rename it"],
    ['Matrix: x', "the same as the output 'matrix'"],
    ['matrix-4: x', "the same as the output 'matrix-4'"],
    ['explanation: x', "the same as the output 'explanation'"],
    ['api: x\nAPI: y', "line 2, filter 'API': its output 'API' is the same as the output 'api'"],
    ['api: x\napi_count: y', "its output 'api_count' is the same"],
    ['api_files: x\napi: y', "its output 'api_files' is the same"],
    ['api: x\nAPI_files_path: y', "its output 'API_files_path' is the same"],
    ['y: &a [*a]', 'nest deeper than 10'],
    [
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefg'].map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[at]}`)}]`).join('\n')}`,
      'more than 10000 patterns',
    ],
    [`y: ${'['.repeat(50)}a${']'.repeat(50)}`, 'nest deeper than 10 levels; make it simpler'],
    [
      `x: a\ny:\n ${'['.repeat(200)}a${']'.repeat(200)}`,
      "line 3, filter 'y': its lists and maps nest deeper than 100 levels; make it simpler",
    ],
    [`y: ${'['.repeat(100_000)}`, 'line 1: it is nested too deeply. Make it simpler.'],
    [`y:\n  ${'- '.repeat(20_000)}a`, 'line 2: it is nested too deeply. Make it simpler.'],
    ['x'.repeat(300_000), 'more than 262144 characters'],
    [Array.from({ length: 1001 }, (_, at) => `f${at}: x`).join('\n'), 'holds 1001 filters'],
  ])('%.100j is refused', async (text, words) => {
    await expect(parse(text)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(words),
    })
    await expect(parse(text)).rejects.toThrow(ORIGIN)
  })

  test('a hostile name reaches the message in visible form', async () => {
    await expect(parse('"a\\n::error::b": x')).rejects.toThrow(String.raw`filter 'a\n::error::b'`)
  })

  test('an alias cannot repeat a list without end', async () => {
    const list = Array.from({ length: 500 }, (_, at) => `  - a${at}/**`).join('\n')
    const repeated = Array.from({ length: 40 }, (_, at) => `f${at}: *list`).join('\n')
    await expect(parse(`f: &list\n${list}\n${repeated}`)).rejects.toThrow(
      /'f39'.*more than 20000 patterns/,
    )
  })

  test('components that share a pattern share its glob, whatever the sign', async () => {
    const { components } = await parse("a: x/**\nb: [y, '!x/**']")
    const [one, other] = components.map(({ list }) => list.rules.at(-1)?.glob)
    expect(one?.matches('x/1')).toBe(true)
    expect(other).toBe(one)
  })

  test('the rules know their source, the list its quantifier', async () => {
    const { components } = await parse('a: x', 'every')
    expect(components[0]?.list).toMatchObject({
      quantifier: 'every',
      rules: [{ pattern: 'x', source: 'filters', line: 1 }],
    })
  })

  test("in GitHub's dialect a leading ! always excludes", async () => {
    const { components } = await parseComponents({
      text: "a: ['**', '!(b)']",
      origin: ORIGIN,
      source: 'filters',
      patterns: patternReader('github'),
      quantifier: 'some',
    })
    expect(components[0]?.list.rules[1]).toMatchObject({ excludes: true, pattern: '(b)' })
  })
})
