import { fenced } from '@ci-kit/tooling/markdown'
import { blockWith, yamlBlocks } from '@ci-kit/tooling/yaml-blocks'
import { expect, test } from '@jest/globals'

test.each([
  ['none', 'text\n```sh\na: b\n```\n', []],
  ['one', 'text\n\n```yaml\na: b\n```\n', [{ yaml: 'a: b\n', line: 4, note: '' }]],
  [
    'yml, and more after it',
    '```yml title\na: b\n```\n',
    [{ yaml: 'a: b\n', line: 2, note: 'title' }],
  ],
  ['an empty one', '```yaml\n```\n', [{ yaml: '', line: 2, note: '' }]],
  ['the last line', '```yaml\na: b\n```', [{ yaml: 'a: b\n', line: 2, note: '' }]],
  [
    'two, with other code between',
    '```yaml\na: 1\n```\n```sh\nls\n```\n```yaml\nb: 2\n```\n',
    [
      { yaml: 'a: 1\n', line: 2, note: '' },
      { yaml: 'b: 2\n', line: 8, note: '' },
    ],
  ],
  [
    'in a list',
    '- x\n  ```yaml\n  a:\n    b: c\n\n  d: e\n  ```\n',
    [{ yaml: 'a:\n  b: c\n\nd: e\n', line: 3, note: '' }],
  ],
  ['never closed', '```yaml\na: b\n', []],
])('blocks of YAML: %s', (_, markdown, expected) => {
  expect(yamlBlocks(markdown)).toEqual(expected)
})

test('the first block with a text', () => {
  const markdown = '```yaml\na: 1\n```\n```yaml\nb: 2\n```\n```yaml\nb: 2\nc: 3\n```\n'
  expect(blockWith(markdown, 'b: 2')).toBe('b: 2\n')
  expect(blockWith(markdown, 'd:')).toBeUndefined()
})

test('what is fenced is read again, also with backticks in it', () => {
  expect(yamlBlocks(`${fenced('a: b\n')}\n`)).toEqual([{ yaml: 'a: b\n', line: 2, note: '' }])
  expect(fenced('a: "```"')).toBe('````yaml\na: "```"\n````')
})
