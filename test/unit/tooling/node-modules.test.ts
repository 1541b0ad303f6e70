import { join } from 'node:path'
import { installKey, isInstalled, workspaceFolders } from '@ci-kit/tooling/node-modules'
import { nodeRuntime } from '@ci-kit/tooling/node-runtime'
import { pathWithout } from '@ci-kit/tooling/paths'
import { describe, expect, test } from '@jest/globals'
import { tempFolder, write } from './temp-folder.ts'

const yaml = { version: '2.9.1', integrity: 'sha512-a' }
const native = { version: '1.0.0', integrity: 'sha512-b', optional: true }
const wanted = {
  '': { name: 'kit' },
  'packages/core': { name: '@kit/core', version: '0.0.0' },
  'node_modules/yaml': yaml,
  'node_modules/native': native,
}

const lock = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages })

const repository = (present: object) =>
  tempFolder({
    'package.json': '{}',
    'package-lock.json': lock(wanted),
    'packages/core/package.json': '{}',
    'packages/notes/README.md': '',
    'node_modules/yaml/package.json': '{}',
    'node_modules/.package-lock.json': lock(present),
  })

describe('isInstalled', () => {
  test.each([
    ['everything', { 'node_modules/yaml': yaml }, true],
    ['another version', { 'node_modules/yaml': { ...yaml, version: '2.9.0' } }, false],
    ['other bytes', { 'node_modules/yaml': { ...yaml, integrity: 'sha512-c' } }, false],
    ['a package less', {}, false],
    [
      'a package whose folder is gone',
      { 'node_modules/yaml': yaml, 'node_modules/native': native },
      false,
    ],
  ])('%s: %s', (_, present, expected) => {
    expect(isInstalled(repository(present))).toBe(expected)
  })

  test('nothing at all', () => {
    expect(isInstalled(tempFolder({ 'package-lock.json': lock(wanted) }))).toBe(false)
  })
})

describe('installKey', () => {
  test.each(['package.json', 'package-lock.json', 'packages/core/package.json'])(
    'changes with %s',
    (file) => {
      const root = repository({})
      const before = installKey(root)
      expect(installKey(root)).toBe(before)
      write(root, { [file]: '{"changed": true}' })
      expect(installKey(root)).not.toBe(before)
    },
  )
})

test('a workspace folder is one with a package.json', () => {
  const root = repository({})
  expect(workspaceFolders(root)).toEqual([join(root, 'packages/core')])
})

describe('nodeRuntime', () => {
  const old = { execPath: '/usr/bin/node', version: 'v20.20.2' }

  test('prefers the one from the lock file', () => {
    const root = tempFolder({ 'node_modules/.bin/node': '' })
    expect(nodeRuntime(root, old)).toBe(join(root, 'node_modules/.bin/node'))
  })

  test('takes a new one from the system', () => {
    expect(nodeRuntime(tempFolder(), { ...old, version: 'v24.1.0' })).toBe('/usr/bin/node')
  })

  test('refuses an old one and says what to install', () => {
    expect(() => nodeRuntime(tempFolder(), old)).toThrow(/this is v20\.20\.2.*Install Node 24/)
  })
})

test('npm does not see the programs that it is about to delete', () => {
  const PATH = '/kit/node_modules/.bin:/usr/bin:/other/node_modules/.bin'
  expect(pathWithout('/kit', { PATH })).toBe('/usr/bin:/other/node_modules/.bin')
})
