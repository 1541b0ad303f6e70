import { createDocument } from '@ci-kit/deploy-ecs/create/create-document'
import { expect, test } from '@jest/globals'

const FILES: Readonly<Record<string, string>> = {
  'deploy/service.yaml': 'desiredCount: 2\nfooBar: { baz: x }\n',
  'service.json': '{ "desiredCount": 2, "fooBar": { "baz": "x" } }',
  'list.yaml': '- 1',
  'broken.yaml': 'a: [',
}

const read = async (path: string): Promise<string> => FILES[path] ?? Promise.reject(new Error(path))
const document = (text: string) => createDocument(text, 'create', read)

test.each([
  ['deploy/service.yaml'],
  [' service.json '],
  ['{ "desiredCount": 2, "fooBar": { "baz": "x" } }'],
  ['desiredCount: 2\nfooBar:\n  baz: x'],
])('%j holds members', async (text) => {
  expect(await document(text)).toEqual({ desiredCount: 2, fooBar: { baz: 'x' } })
})

test('one line may be YAML', async () => {
  expect(await document('desiredCount: 0')).toEqual({ desiredCount: 0 })
})

test('nothing is nothing to create', async () => {
  expect(await document(' \n')).toBeUndefined()
})

test.each([
  ['list.yaml', "Input 'create' (file 'list.yaml') holds no members"],
  ['broken.yaml', "Input 'create' (file 'broken.yaml'), line 1"],
  ['- a\n- b', "Input 'create' holds no members"],
  ['missing.yaml', 'missing.yaml'],
])('%j is refused', async (text, words) => {
  await expect(document(text)).rejects.toThrow(words)
})
