import { parseGoFile } from '@ci-kit/detect-changes/discover/workspaces/go-syntax'
import { describe, expect, test } from '@jest/globals'
import { found, graphOf } from './memory-tree.ts'

describe('the grammar of go.mod and go.work', () => {
  test.each<[string, string[][]]>([
    ['use ./a', [['use', './a']]],
    [
      'use (\n\t./a // first\n\t./b\n)\n',
      [
        ['use', './a'],
        ['use', './b'],
      ],
    ],
    ['// use ./a\nuse ./b//c', [['use', './b']]],
    [
      'use "./a b"\nuse `./c\\d`',
      [
        ['use', './a b'],
        ['use', './c\\d'],
      ],
    ],
    ['use "./a\\"b"', [['use', './a"b']]],
    ['use(\n./a\n)', [['use', './a']]],
    [
      'go 1.24\r\nuse ./a\r\n',
      [
        ['go', '1.24'],
        ['use', './a'],
      ],
    ],
    ['replace a v1 => ./b', [['replace', 'a', 'v1', '=>', './b']]],
    ['retract [v1.0.0, v1.1.0]', [['retract', '[v1.0.0,', 'v1.1.0]']]],
    ['', []],
  ])('%j', (text, expected) => {
    expect(parseGoFile(text, 'go.work').map(({ verb, words }) => [verb, ...words])).toEqual(
      expected,
    )
  })

  test.each<[string, RegExp]>([
    ['go 1.24\nuse "./a', /^go.work, line 2: there is a quote that is not closed/],
    ['use (\n./a', /^go.work: the block 'use \(' is not closed. Add \)/],
  ])('%j is an error', (text, message) => {
    expect(() => parseGoFile(text, 'go.work')).toThrow(message)
  })
})

describe('Go', () => {
  const A = { 'a/go.mod': 'module example.org/shop/a // lowest\n' }
  const needing = (lines: string) => `module (\n\texample.org/shop/b\n)\n${lines}\n`

  test.each<[string, string, string[]]>([
    ['require', 'require example.org/shop/a v0.0.0', ['a']],
    [
      'a block',
      'require (\n\texample.org/x v1.0.0\n\texample.org/shop/a v0.0.0 // indirect\n)',
      ['a'],
    ],
    [
      'a replaced module',
      'require example.org/old v1.0.0\nreplace example.org/old v1.0.0 => ../a',
      ['a'],
    ],
    ['replaced by the workspace', 'require example.org/common v1.0.0', ['a']],
    [
      'replaced by another module',
      'require example.org/x v1.0.0\nreplace example.org/x => example.org/y v1.0.0',
      [],
    ],
    ['replaced but not required', 'replace example.org/old => ../a', []],
    ['a name that only starts alike', 'require example.org/shop/a/v2 v2.0.0', []],
  ])('%s', async (_, lines, needs) => {
    const work = 'go 1.24\nuse (\n\t./a\n\t./b\n)\nreplace example.org/common => ./a\n'
    expect(await graphOf({ 'go.work': work, ...A, 'b/go.mod': needing(lines) })).toEqual({
      a: [],
      b: needs,
    })
  })

  test('only what go.work uses is a member, the root too', async () => {
    const files = {
      'go.work': 'use .\nuse ./a/\nuse ./gone\nuse ../outside',
      'go.mod': 'module example.org/shop\nrequire example.org/shop/a v0.0.0',
      ...A,
      'c/go.mod': 'module c',
    }
    const { components } = await found(files)
    expect(components.map(({ name, path, needs }) => [name, path, needs])).toEqual([
      ['shop', '', ['a']],
      ['a', 'a', []],
    ])
    expect(components[0]?.metadata).toEqual(
      new Map([
        ['package', 'example.org/shop'],
        ['ecosystem', 'go'],
      ]),
    )
  })

  test('a go.mod without a name is an error', async () => {
    await expect(found({ 'go.work': 'use ./a', 'a/go.mod': 'go 1.24' })).rejects.toThrow(
      /^a\/go.mod names no module. Add a line 'module/,
    )
  })
})
