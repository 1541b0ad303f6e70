import { join } from 'node:path'
import { readInputFile } from '@ci-kit/core/adapters/input-file'
import { UserError } from '@ci-kit/core/errors'
import { MOST_FILE_BYTES, readTaskDefinition } from '@ci-kit/ecs/task-definition/read-file'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const DOCUMENT = { family: 'web', containerDefinitions: [{ name: 'web', image: 'web:1' }] }

const reading = (workspace: string, path: string) =>
  readTaskDefinition(path, (named) =>
    readInputFile(named, { input: 'task-definition', workspace, mostBytes: MOST_FILE_BYTES }),
  )

describe('readTaskDefinition, from a folder', () => {
  const workspace = folderWith({
    'web.json': JSON.stringify(DOCUMENT),
    'web.yaml': 'family: web\ncontainerDefinitions:\n- name: web\n  image: web:1\n',
    'large.yaml': `a: ${'x'.repeat(MOST_FILE_BYTES)}`,
    'broken.json': '{\n"family": "web",\n}',
  })

  test.each(['web.json', 'web.yaml', './web.json', join(workspace, 'web.json')])(
    'reads %s',
    async (path) => {
      expect((await reading(workspace, path)).document).toEqual(DOCUMENT)
    },
  )

  test.each([
    ['none.json', "names 'none.json', which is not there"],
    ['.', "names '.', which is no file"],
    ['large.yaml', 'At most 1000000 (1.0 MB) are read'],
    [
      'broken.json',
      "Task definition 'broken.json' (input 'task-definition'), line 3: it is not JSON",
    ],
  ])('refuses %s', async (path, said) => {
    await expect(reading(workspace, path)).rejects.toThrow(UserError)
    await expect(reading(workspace, path)).rejects.toThrow(said)
    await expect(reading(workspace, path)).rejects.toThrow(/input 'task-definition'/i)
  })
})
