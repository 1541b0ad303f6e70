import { describe, expect, test } from '@jest/globals'
import { found, graphOf, patternsOf } from './memory-tree.ts'

const crate = (name: string, more = ''): string => `[package]\nname = "${name}"\n${more}`
const ROOT = '[workspace]\nmembers = ["crates/*"]\n'
const CORE = { 'crates/core/Cargo.toml': crate('shop-core') }

describe('Cargo', () => {
  test.each<[string, string, string[]]>([
    ['path', '[dependencies]\nshop-core = { path = "../core" }', ['core']],
    ['dev', '[dev-dependencies]\nshop-core = { path = "../core" }', ['core']],
    ['build', '[build-dependencies.shop-core]\npath = "../core/"', ['core']],
    ['target', "[target.'cfg(unix)'.dependencies]\nshop-core = { path = '../core' }", ['core']],
    ['optional', '[dependencies]\nshop-core = { path = "../core", optional = true }', ['core']],
    ['renamed', '[dependencies]\nc = { package = "shop-core", path = "../core" }', ['core']],
    ['inherited', '[dependencies]\nshop-core.workspace = true', ['core']],
    ['inherited and renamed', '[dependencies]\nalias = { workspace = true }', ['core']],
    ['patched', '[dependencies]\npatched = "1"', ['core']],
    ['patched and renamed', '[dependencies]\nx = { package = "patched", version = "1" }', ['core']],
    ['of a registry', '[dependencies]\nshop-core = "1"', []],
    ['of git', '[dependencies]\nshop-core = { git = "https://example.org/x" }', []],
    ['unknown to the workspace', '[dependencies]\nnone.workspace = true', []],
    ['outside', '[dependencies]\nx = { path = "../../../x" }', []],
    ['__proto__', '[dependencies]\n__proto__.workspace = true', []],
  ])('a dependency: %s', async (_, dependency, needs) => {
    const root = `${ROOT}[workspace.dependencies]\nshop-core = { path = "crates/core" }\nalias = { package = "shop-core", path = "./crates/core" }\n[patch.crates-io]\npatched = { path = "crates/core" }\n`
    const files = { 'Cargo.toml': root, ...CORE, 'crates/web/Cargo.toml': crate('web', dependency) }
    expect(await graphOf(files)).toEqual({ core: [], web: needs })
  })

  test.each<[string, string, string[]]>([
    ['members', 'members = ["crates/*"]', ['core', 'web']],
    ['excluded', 'members = ["crates/*"]\nexclude = ["crates/web"]', ['core']],
    ['excluded by a folder above', 'members = ["crates/core"]\nexclude = ["tools"]', ['core']],
    ['named in both', 'members = ["tools/gen"]\nexclude = ["tools"]', ['core', 'gen']],
    ['depended on', 'members = ["tools/*"]', ['core', 'gen']],
    ['none', '', []],
  ])('%s', async (_, members, expected) => {
    const files = {
      'Cargo.toml': `[workspace]\n${members}`,
      ...CORE,
      'crates/web/Cargo.toml': crate('web'),
      'tools/gen/Cargo.toml': crate('gen', '[dependencies]\nc = { path = "../../crates/core" }'),
    }
    expect(Object.keys(await graphOf(files))).toEqual(expected)
  })

  test('the crate of the root owns what no member owns', async () => {
    const files = {
      'Cargo.toml': `${crate('shop', '[dependencies]\na = { path = "a" }\n[workspace]\n')}`,
      'a/Cargo.toml': crate('a', '[dependencies]\nb = { path = "b" }'),
      'a/b/Cargo.toml': crate('b'),
    }
    const { components } = await found(files)
    expect(components.map(({ name, needs, path }) => [name, path, needs])).toEqual([
      ['shop', '', ['a']],
      ['a', 'a', ['b']],
      ['b', 'a/b', []],
    ])
    expect(components.map(patternsOf)).toEqual([['**', '!a/**'], ['a/**', '!a/b/**'], ['a/b/**']])
  })

  test('files of a crate that is excluded belong to who is made from them', async () => {
    const files = {
      'Cargo.toml': '[workspace]\nmembers = ["web"]\nexclude = ["vendor"]',
      'web/Cargo.toml': crate('web', '[dependencies]\nv = { path = "../vendor/v" }'),
      'vendor/v/Cargo.toml': crate('v'),
    }
    const { components } = await found(files)
    expect(components.map(patternsOf)).toEqual([['web/**', 'vendor/v/**']])
    expect(components[0]?.list.rules[1]?.source).toBe('web/Cargo.toml')
  })

  test('a number too large for JavaScript is no error', async () => {
    const files = {
      'Cargo.toml': ROOT,
      'crates/a/Cargo.toml': crate('a', '[package.metadata]\nn = 9223372036854775807'),
    }
    expect(await graphOf(files)).toEqual({ a: [] })
  })
})
