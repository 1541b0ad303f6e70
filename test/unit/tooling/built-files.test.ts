import { join } from 'node:path'
import { bundledActions, dependencyFolders, inputsKey } from '@ci-kit/tooling/bundle-state'
import { differences, unpaired, unresolved } from '@ci-kit/tooling/check'
import { orphans } from '@ci-kit/tooling/compile'
import { licensesText } from '@ci-kit/tooling/licenses'
import { describe, expect, test } from '@jest/globals'
import { tempFolder, write } from './temp-folder.ts'

const named = (name: string, dependencies: Record<string, string> = {}) =>
  JSON.stringify({ name, dependencies })

const repository = () =>
  tempFolder({
    'package-lock.json': '{}',
    'packages/core/package.json': named('@kit/core'),
    'packages/core/lib/core.js': 'core',
    'packages/oci/package.json': named('@kit/oci', { '@kit/core': '0.0.0', yaml: '1' }),
    'packages/cli/package.json': named('@kit/cli'),
    'packages/cli/lib/cli.js': 'cli',
    'actions/cache/package.json': named('@kit/cache', { '@kit/oci': '0.0.0' }),
    'actions/cache/src/main.ts': '',
    'actions/cache/lib/main.js': 'main',
    'actions/words/package.json': named('@kit/words'),
  })

describe('compiled files whose source is gone', () => {
  test('are found, and no others', () => {
    const root = tempFolder({
      'packages/core/package.json': '{}',
      'packages/core/src/kept.ts': '',
      'packages/core/src/tool.mjs': '',
      'packages/core/lib/kept.js': '',
      'packages/core/lib/kept.d.ts': '',
      'packages/core/lib/kept.js.map': '',
      'packages/core/lib/tool.d.mts': '',
      'packages/core/lib/tsconfig.tsbuildinfo': '',
      'packages/core/lib/gone.js': '',
      'test/unit/kept.test.ts': '',
      'test/lib/unit/kept.test.js': '',
      'test/lib/unit/gone.test.js': '',
    })
    expect(orphans(root)).toEqual([
      join(root, 'packages/core/lib/gone.js'),
      join(root, 'test/lib/unit/gone.test.js'),
    ])
  })
})

describe('what a bundle is made of', () => {
  test('an action is what has a main.ts', () => {
    const root = repository()
    expect(bundledActions(root)).toEqual([join(root, 'actions/cache')])
  })

  test('dependencies are followed through the packages of the repository', () => {
    const root = repository()
    const folders = ['actions/cache', 'packages/core', 'packages/oci']
    expect(dependencyFolders(root, join(root, 'actions/cache'))).toEqual(
      folders.map((folder) => join(root, folder)),
    )
  })

  test.each([
    ['actions/cache/lib/main.js', true],
    ['packages/core/lib/core.js', true],
    ['packages/core/lib/new.js', true],
    ['package-lock.json', true],
    ['packages/core/lib/core.d.ts', false],
    ['packages/cli/lib/cli.js', false],
  ])('its key depends on %s: %s', (file, expected) => {
    const root = repository()
    const before = inputsKey(root, join(root, 'actions/cache'))
    write(root, { [file]: 'changed' })
    expect(inputsKey(root, join(root, 'actions/cache')) !== before).toBe(expected)
  })
})

describe('the gate', () => {
  test('lists every file that differs or is on one side only', () => {
    const committed = tempFolder({ same: '1', 'a/changed.js': '1', 'a/extra.js': '1' })
    const rebuilt = tempFolder({ same: '1', 'a/changed.js': '2', 'b/missing.js': '1' })
    expect(differences(committed, rebuilt)).toEqual(['a/changed.js', 'a/extra.js', 'b/missing.js'])
    expect(differences(committed, committed)).toEqual([])
  })

  test('names bundles without an action and actions without a bundle', () => {
    const root = repository()
    write(root, { 'dist/old/index.js': '' })
    expect(unpaired(root)).toEqual([
      'dist/old belongs to no action.',
      'actions/cache has no bundle in dist/cache.',
    ])
  })

  test.each([
    ['a lost import', 'const x = eval("require")("left-pad")', 1],
    ['a lost module', 'function webpackMissingModule() {}', 1],
    ['ordinary code', 'const x = require("fs"); evaluate("require")', 0],
  ])('%s', (_, code, complaints) => {
    const root = tempFolder({ 'dist/cache/7.index.js': code })
    expect(unresolved(root)).toHaveLength(complaints)
    if (complaints > 0) expect(unresolved(root)[0]).toContain('dist/cache/7.index.js')
  })
})

test('licences are listed once for each package, without own code', () => {
  const root = tempFolder({
    'packages/core/package.json': '{"name":"core","version":"0.0.0"}',
    'node_modules/b/package.json': '{"name":"b","version":"2.0.0","license":"MIT"}',
    'node_modules/b/LICENSE.md': 'Text of b\r\n',
    'node_modules/b/esm/package.json': '{"type":"module"}',
    'node_modules/@s/a/package.json': '{"name":"@s/a","version":"1.0.0","license":"ISC"}',
    'node_modules/@s/a/license': 'Text of a',
    'node_modules/@s/a/NOTICE': 'Notice of a',
  })
  const modules = ['packages/core/x.js', 'node_modules/b/esm/x.js', 'node_modules/b/y.js']
  const files = [...modules, 'node_modules/@s/a/index.js'].map((file) => join(root, file))
  expect(licensesText(files)).toBe(
    '@s/a 1.0.0\nISC\n\nNotice of a\n\nText of a\n\n\nb 2.0.0\nMIT\n\nText of b\n',
  )
})

test('a bundle without any other package says so', () => {
  expect(licensesText(['/kit/packages/core/lib/x.js'])).toContain('no code of other projects')
})
