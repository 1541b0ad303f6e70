import { join } from 'node:path'
import { readInputFile } from '@ci-kit/core/adapters/input-file'
import { checkVexFiles } from '@ci-kit/trivy-scan/vex/vex-files'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

const workspace = folderWith({
  'vex/good.json': '{"@context":"https://openvex.dev/ns/v0.2.0","statements":[]}',
  'vex/list.json': '[]',
  'vex/empty.json': '',
  'vex/cut.json': '{"@context":',
  'vex/large.json': ' '.repeat(32 * 1024 * 1024 + 1),
})
const check = (...paths: readonly string[]) =>
  checkVexFiles(paths, (path, input, mostBytes) =>
    readInputFile(path, { input, workspace, mostBytes }),
  )

describe('a file of input vex', () => {
  test('is left to trivy when it holds a JSON object', async () => {
    await expect(check('vex/good.json', join(workspace, 'vex/good.json'))).resolves.toBeUndefined()
  })

  test.each([
    ['is not there', 'vex/none.json', 'which is not there. Give a path relative to the workspace.'],
    ['is a folder', 'vex', 'which is no file. Name a file.'],
    ['holds a list', 'vex/list.json', 'which holds no JSON object. Give OpenVEX or CSAF as JSON'],
    ['is empty', 'vex/empty.json', 'which holds no JSON object'],
    ['is cut', 'vex/cut.json', 'which holds no JSON object'],
    [
      'is too large',
      'vex/large.json',
      'which has 33554433 bytes. At most 33554432 (33.6 MB) are read.',
    ],
  ])('is refused when it %s', async (_what, path, says) => {
    await expect(check('vex/good.json', path)).rejects.toThrow(
      `Input 'vex' names '${path}', ${says}`,
    )
  })
})
