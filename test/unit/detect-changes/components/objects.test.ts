import { describe, expect, test } from '@jest/globals'
import { ORIGIN, parse } from './components.ts'

const only = async (text: string) => {
  const { components } = await parse(text)
  const last = components.at(-1)
  return {
    paths: last?.list.rules.map(({ pattern, line }) => `${pattern}@${line}`),
    needs: last?.needs,
    path: last?.path,
    metadata: last && [...last.metadata],
  }
}

describe('components', () => {
  test.each([
    [
      'web:\n  paths: web/**\n  needs: api',
      { paths: ['web/**@2'], needs: ['api'], path: '', metadata: [] },
    ],
    [
      "web:\n  paths:\n    - web/**\n    - '!**/*.md'\n    - added: x\n  needs: [core, ui, core]",
      { paths: ['web/**@3', '**/*.md@4', 'x@5'], needs: ['core', 'ui'] },
    ],
    ['all:\n  needs:\n    - a\n    - b', { paths: [], needs: ['a', 'b'] }],
    ['x:\n  paths:\n    added|deleted: a', { paths: ['a@3'] }],
    ['x:\n  needs: [true, null_, yes]', { needs: ['true', 'null_', 'yes'] }],
    ['x: { paths: a, path: ./services//api/ }', { path: 'services/api' }],
    ['x: { paths: a, path: . }', { path: '' }],
    ["x: { paths: a, path: 'page/[slug]' }", { path: 'page/[slug]' }],
    [
      'x:\n  paths: a\n  image: ghcr.io/o/x\n  replicas: 3\n  canary: true\n  none: null\n  at: -1.5',
      {
        metadata: [
          ['image', 'ghcr.io/o/x'],
          ['replicas', 3],
          ['canary', true],
          ['none', null],
          ['at', -1.5],
        ],
      },
    ],
    [
      'x:\n  paths: a\n  build:\n    args: { A: 1, b: [x, { c: [] }] }\n    empty: {}\n  nothing:',
      {
        metadata: [
          ['build', { args: { A: 1, b: ['x', { c: [] }] }, empty: {} }],
          ['nothing', null],
        ],
      },
    ],
    [
      'base_: &base\n  paths: &paths [a, b]\n  env: &env { k: v }\nx:\n  paths: *paths\n  env: *env',
      { paths: ['a@2', 'b@2'], metadata: [['env', { k: 'v' }]] },
    ],
    ['base_: &base\n  paths: a\n  k: v\nx: *base', { paths: ['a@2'], metadata: [['k', 'v']] }],
    [
      'x: { paths: a, patch: 1, seeds: 2, Name: 3, pathway: 4 }',
      {
        metadata: [
          ['patch', 1],
          ['seeds', 2],
          ['Name', 3],
          ['pathway', 4],
        ],
      },
    ],
  ])('%j', async (text, wanted) => {
    expect(await only(text)).toMatchObject(wanted)
  })

  test('a member called __proto__ is one like any other', async () => {
    const { metadata } = await only(
      'x:\n  paths: a\n  __proto__: { polluted: 1 }\n  in: { __proto__: { polluted: 1 } }',
    )
    expect(JSON.stringify(metadata)).toBe(
      '[["__proto__",{"polluted":1}],["in",{"__proto__":{"polluted":1}}]]',
    )
    const inner = metadata?.[1]?.[1]
    expect(Object.getPrototypeOf(inner)).toBe(Object.prototype)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test('where a need stands', async () => {
    const { needPlaces } = await parse('a: x\nb:\n  paths: y\n  needs:\n    - a\n    - c')
    expect(needPlaces('b', 'a')).toBe(`${ORIGIN}, line 5`)
    expect(needPlaces('b', 'c')).toBe(`${ORIGIN}, line 6`)
    expect(needPlaces('a', 'b')).toBeUndefined()
  })

  test.each([
    ['x:\n  paths:', "line 2, filter 'x': it has no pattern"],
    ['x:\n  paths: []', "line 2, filter 'x': it has no pattern"],
    ['x:\n  paths: { needs: a }', "the key 'needs' stands inside a list of patterns"],
    ['x:\n  paths: a\n  needs:', "line 3, filter 'x': its 'needs' names no filter"],
    ['x:\n  paths: a\n  needs: []', "its 'needs' names no filter"],
    ["x:\n  needs: ['']", "its 'needs' names no filter"],
    [
      'x:\n  needs:\n    - a\n    - [b]',
      "line 4, filter 'x': its 'needs' holds something that is no name",
    ],
    ['x:\n  needs: { a: b }', 'is no name'],
    ['x:\n  paths: a\n  path: 1', "line 3, filter 'x': its 'path' is no text"],
    ['x:\n  paths: a\n  path:', "its 'path' is no text"],
    ['x:\n  paths: a\n  path: [b]', "its 'path' is no text"],
    [
      'x:\n  paths: a\n  path: ../b',
      "its 'path' is '../b'; write one folder inside the repository",
    ],
    ["x:\n  needs: a\n  path: 'b/**'", "its 'path' is 'b/**'; write one folder"],
    ['x:\n  paths: a\n  path: "b\\n"', String.raw`its 'path' is 'b\n'`],
    [
      'x:\n  paths: a\n  component: y',
      "line 3, filter 'x': the matrix has a member 'component' of its own; rename the key 'component'",
    ],
    ['x:\n  paths: a\n  Reason: y', "rename the key 'Reason'"],
    ['x:\n  paths: a\n  files-count: 1', "the matrix has a member 'files-count'"],
    ['x:\n  paths: a\n  need: b', "line 3, filter 'x': unknown key 'need'; did you mean 'needs'?"],
    ['x:\n  paths: a\n  Needs: b', "did you mean 'needs'?"],
    ['x:\n  needs: a\n  pahts: b', "did you mean 'paths'?"],
    ['x:\n  needs: a\n  Path: b', "did you mean 'path'?"],
    [
      'x:\n  paths: a\n  added: b',
      "line 3, filter 'x': the key 'added' stands beside 'paths' or 'needs'",
    ],
    ['x:\n  paths: a\n  added|deleted: b', "the key 'added|deleted' stands beside"],
    ['x:\n  paths: a\n  Added: b', "the key 'Added' stands beside"],
    ['y: &y { paths: a }\nx:\n  <<: *y\n  paths: a', "line 3, filter 'x': merge keys ('<<')"],
    ['x:\n  paths: a\n  ? [b]\n  : c', 'needs a name'],
    ['x:\n  paths: a\n  k: { ? [b] : c }', 'needs a name'],
    ['x:\n  paths: a\n  "": c', 'needs a name'],
    [
      "x:\n  paths: a\n  k:\n    1: a\n    '1': b",
      "line 5, filter 'x': the key '1' stands there twice",
    ],
    [
      'x:\n  paths: a\n  python: 3.10',
      "line 3, filter 'x': 3.10 is the number 3.1 in YAML; quote it",
    ],
    ['x:\n  paths: a\n  account: 012345678901', '012345678901 is the number 12345678901'],
    [
      'x:\n  paths: a\n  id: 12345678901234567890',
      '12345678901234567890 is the number 12345678901234567000',
    ],
    ['x:\n  paths: a\n  mode: 0o755', '0o755 is the number 493'],
    [
      'x:\n  paths: a\n  k: [.nan]',
      '.nan is the number NaN in YAML; quote it to keep it as written, or write a number',
    ],
    ['x:\n  paths: a\n  k: -.inf', 'quote it'],
    [`x:\n  paths: a\n  k: ${'['.repeat(11)}${']'.repeat(11)}`, 'members nest deeper than 10'],
    ['x:\n  paths: a\n  k: &k [*k]', 'members nest deeper than 10'],
    [
      `x:\n  paths: a\n  k0: &k0 [${Array(11).fill('1')}]\n${[1, 2, 3, 4].map((at) => `  k${at}: &k${at} [${Array(11).fill(`*k${at - 1}`)}]`).join('\n')}`,
      'more than 10000 further values',
    ],
  ])('%j is refused', async (text, words) => {
    await expect(parse(text)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(words),
    })
    await expect(parse(text)).rejects.toThrow(ORIGIN)
  })
})
