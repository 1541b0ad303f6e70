import { UserError } from '@ci-kit/core/errors'
import { parseDocument } from '@ci-kit/ecs/task-definition/parse-document'
import { readTaskDefinition } from '@ci-kit/ecs/task-definition/read-file'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const yaml = (text: string) => parseDocument(text, 'The file', false)
const json = (text: string) => parseDocument(text, 'The file', true)

describe('parseDocument', () => {
  test.each([
    ['JSON', '{"family": "web",\n\t"containerDefinitions": []\n}'],
    ['YAML', '# the shop\nfamily: web\ncontainerDefinitions: []\n'],
    [
      'JSON that a tool answered',
      '{"taskDefinition": {"family": "web", "containerDefinitions": []}}',
    ],
  ])('reads %s', (_, text) => {
    expect(yaml(text)).toEqual({ family: 'web', containerDefinitions: [] })
  })

  test('the tags of an answer come along', () => {
    const tags = [{ key: 'a', value: 'b' }]
    expect(json(JSON.stringify({ taskDefinition: { family: 'web' }, tags }))).toEqual({
      family: 'web',
      tags,
    })
    expect(json('{"taskDefinition": {"family": "web"}, "tags": null}')).toEqual({ family: 'web' })
  })

  test.each([
    ['cpu: 256\nmemory: 0x200', { cpu: '256', memory: '0x200' }],
    ['tags: [{key: 1, value: true}]', { tags: [{ key: '1', value: 'true' }] }],
    [
      'containerDefinitions:\n- name: web\n  cpu: 10\n  user: 1000\n  essential: true\n  environment:\n  - {name: VERSION, value: 1.10}\n  - {name: CODE, value: 012}\n  - {name: ON, value: yes}\n',
      {
        containerDefinitions: [
          {
            name: 'web',
            cpu: 10,
            user: '1000',
            essential: true,
            environment: [
              { name: 'VERSION', value: '1.10' },
              { name: 'CODE', value: '012' },
              { name: 'ON', value: 'yes' },
            ],
          },
        ],
      },
    ],
    [
      'containerDefinitions: [{command: [sleep, 5], dockerLabels: {a: 1}, logConfiguration: {options: {max: 3}}}]',
      {
        containerDefinitions: [
          {
            command: ['sleep', '5'],
            dockerLabels: { a: '1' },
            logConfiguration: { options: { max: '3' } },
          },
        ],
      },
    ],
    ['taskDefinition: {cpu: 1.50}', { cpu: '1.50' }],
    ['unknown: &n 1.50\ncpu: *n', { unknown: 1.5, cpu: '1.5' }],
    ['ephemeralStorage: {sizeInGiB: 21}\nnew: 5', { ephemeralStorage: { sizeInGiB: 21 }, new: 5 }],
  ])('%j has text where ECS takes text', (text, expected) => {
    expect(yaml(text)).toEqual(expected)
  })

  test('the hint for editors is left out', () => {
    expect(json('{"$schema": "https://example.org/schema.json", "family": "web"}')).toEqual({
      family: 'web',
    })
  })

  test('JSON has numbers as text in the same places', () => {
    expect(
      json('{"cpu": 256, "containerDefinitions": [{"environment": [{"value": 1.10}]}]}'),
    ).toEqual({ cpu: '256', containerDefinitions: [{ environment: [{ value: '1.10' }] }] })
  })

  test.each([
    ['', /^The file is empty\. Write/],
    [' \n', /^The file is empty/],
    ['# only a comment', /^The file holds no object/],
    ['- a', /^The file holds no object/],
    ['family', /^The file holds no object/],
    ['a: 1\na: 2', /^The file, line 2: Map keys must be unique.*Correct the YAML\.$/],
    ['{"a": 1,\n"a": 2}', /^The file, line 2: Map keys must be unique/],
    ['a: 1\nb: [x', /^The file, line \d: /],
    ['a: &x {b: 1}\nc:\n  <<: *x', /^The file: c has the merge key <</],
    ['a:\n- b: .inf', /^The file: a\[0\]\.b is infinite or no number/],
    ['a: 1e999', /^The file: a is infinite/],
    ['<<: {b: 1}', /^The file: its top has the merge key <</],
  ])('%j is refused', (text, message) => {
    expect(() => yaml(text)).toThrow(UserError)
    expect(() => yaml(text)).toThrow(message)
  })

  test.each([
    ['{"a": 1,\n "b": 2,\n}', /^The file, line 3: it is not JSON/],
    ['{"a": 1\n "b": 2}', /^The file, line 2: it is not JSON.*missing comma/],
    ['{ // no\n}', /^The file, line 1: it is not JSON/],
    ['{"a": "hunter2" "b"}', /^(?!.*hunter2)/],
    ['{"a": 1,\n"a": 2}', /^The file, line 2: Map keys must be unique.*Correct the JSON\.$/],
    ['family: web', /^The file.* is not JSON.*rename the file to \.yaml/],
  ])('%j is refused as JSON', (text, message) => {
    expect(() => json(text)).toThrow(UserError)
    expect(() => json(text)).toThrow(message)
  })

  test('aliases cannot blow a small text up', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map((pair) => [...pair])) {
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`)
    }
    expect(() => yaml(bomb.join('\n'))).toThrow(/^The file cannot be read as YAML/)
    expect(() => yaml('['.repeat(100_000))).toThrow(UserError)
  })

  test('JSON means what JSON.parse says, with any white space', () => {
    const indents = fc.constantFrom(undefined, 1, 2, '\t')
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), indents, (members, indent) => {
        const text = JSON.stringify({ members }, undefined, indent)
        expect(json(text)).toEqual(JSON.parse(text))
      }),
    )
  })
})

describe('readTaskDefinition', () => {
  const files = (content: string | Uint8Array) => async () => Buffer.from(content)

  test('names the input and the file', async () => {
    const origin = "Task definition 'deploy/web.json' (input 'task-definition')"
    expect(await readTaskDefinition('deploy/web.json', files('\ufeff{"family": "web"}'))).toEqual({
      document: { family: 'web' },
      origin,
    })
    await expect(readTaskDefinition('deploy/web.json', files('family: web'))).rejects.toThrow(
      origin,
    )
  })

  test.each(['web.yaml', 'web.YML', 'web', '/tmp/task-definition-x'])(
    '%s may be YAML',
    async (path) => {
      const { document } = await readTaskDefinition(path, files('family: web'))
      expect(document).toEqual({ family: 'web' })
    },
  )

  test('what is not UTF-8 is refused', async () => {
    const latin = Buffer.from('family: caf\u00e9', 'latin1')
    await expect(readTaskDefinition('a.yaml', files(latin))).rejects.toThrow(/not text in UTF-8/)
  })
})
