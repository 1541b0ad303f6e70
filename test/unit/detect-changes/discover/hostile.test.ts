import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { found, graphOf, json } from './memory-tree.ts'

const ROOT = json({ workspaces: ['a'] })
const CARGO = '[workspace]\nmembers = ["a"]'
const WORK = 'use ./a'

describe('manifests that cannot be used are errors that name them', () => {
  test.each<[string, Record<string, string | null>, RegExp]>([
    [
      'broken JSON',
      { 'package.json': '{"workspaces": [' },
      /^package.json cannot be read as JSON: .*Correct it/,
    ],
    [
      'a member',
      { 'package.json': ROOT, 'a/package.json': 'x' },
      /^a\/package.json cannot be read as JSON/,
    ],
    ['a list', { 'package.json': '[]' }, /^package.json holds no object/],
    [
      'workspaces: text',
      { 'package.json': json({ workspaces: 'a' }) },
      /workspaces is no list.*\["packages\/\*"\]/,
    ],
    ['workspaces: null', { 'package.json': json({ workspaces: null }) }, /workspaces is no list/],
    [
      'workspaces: number',
      { 'package.json': json({ workspaces: [7] }) },
      /workspaces has an entry 7, which names no folder/,
    ],
    [
      'a bad pattern',
      { 'package.json': json({ workspaces: ['x/[z-a]'] }) },
      /^package.json, workspaces: the pattern 'x\/\[z-a\]' .*backwards/,
    ],
    [
      'a link',
      { 'package.json': ROOT, 'a/package.json': null },
      /^a\/package.json cannot be read: it is a link.*'workspaces: auto' needs it/,
    ],
    ['pnpm', { 'pnpm-workspace.yaml': 'packages: [' }, /^pnpm-workspace.yaml, line 1/],
    [
      'pnpm: text',
      { 'pnpm-workspace.yaml': 'packages: a' },
      /^pnpm-workspace.yaml, packages is no list/,
    ],
    [
      'TOML',
      { 'Cargo.toml': '[workspace]\nmembers = [' },
      /^Cargo.toml, line 2 cannot be read as TOML: .*Correct it/,
    ],
    [
      'members: text',
      { 'Cargo.toml': '[workspace]\nmembers = "a"' },
      /^Cargo.toml, workspace.members is no list/,
    ],
    [
      'exclude: text',
      { 'Cargo.toml': '[workspace]\nexclude = "a"' },
      /^Cargo.toml, workspace.exclude is no list/,
    ],
    ['a crate', { 'Cargo.toml': CARGO, 'a/Cargo.toml': 'x' }, /^a\/Cargo.toml, line 1/],
    ['a module', { 'go.work': WORK, 'a/go.mod': 'module "x' }, /^a\/go.mod, line 1/],
    [
      'braces',
      { 'package.json': json({ workspaces: ['{1..3000000}'] }) },
      /^package.json, workspaces: the pattern .*braces/,
    ],
    [
      'many patterns',
      { 'package.json': json({ workspaces: Array(2_001).fill('a') }) },
      /2001 entries, more than 2000/,
    ],
    [
      'patterns that multiply',
      {
        'package.json': json({ workspaces: Array(100).fill(`${'*a'.repeat(60)}{1..50}`) }),
        [`${'a'.repeat(1_000)}/package.json`]: '{}',
      },
      /workspaces has patterns that would take too long for 2 folders. Write fewer/,
    ],
    [
      'deep YAML',
      { 'pnpm-workspace.yaml': `packages: ${'['.repeat(20_000)}` },
      /^pnpm-workspace.yaml/,
    ],
    ['deep TOML', { 'Cargo.toml': `a = ${'['.repeat(20_000)}` }, /^Cargo.toml/],
    [
      'a command',
      { 'package.json': json({ workspaces: ['x\n::error::[z-a]'] }) },
      /'x\\n::error::\[z-a\]'/,
    ],
  ])('%s', async (_, files, message) => {
    await expect(found(files)).rejects.toThrow(UserError)
    await expect(found(files)).rejects.toThrow(message)
  })

  test('more members than are read', async () => {
    const members = Array.from({ length: 1_001 }, (_, at) => [`p/${at}/package.json`, '{}'])
    const files = { 'package.json': json({ workspaces: ['p/*'] }), ...Object.fromEntries(members) }
    await expect(found(files)).rejects.toThrow(/^package.json lists 1001 members, more than 1000/)
  })

  test('deep JSON is read', async () => {
    const deep = `{"name":"a","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(await graphOf({ 'package.json': ROOT, 'a/package.json': deep })).toEqual({ a: [] })
  })

  test('a byte order mark is no text', async () => {
    const files = { 'package.json': `\uFEFF${ROOT}`, 'a/package.json': '\uFEFF{}' }
    expect(await graphOf(files)).toEqual({ a: [] })
  })
})

describe('whatever the manifests hold', () => {
  const value = fc.jsonValue()
  const manifest = fc.oneof(
    fc.record({ name: value, dependencies: value, workspaces: value }).map(json),
    fc.dictionary(fc.string(), value).map(json),
    fc.string(),
  )
  const line = fc.constantFrom(
    'use ./a',
    'use (',
    ')',
    '"',
    '//',
    'module x',
    'require x',
    'replace a =>',
    '=>',
    '`',
  )
  const goFile = fc.array(line).map((lines) => lines.join('\n'))
  const table = fc.constantFrom(
    '[workspace]',
    'members = ["*"]',
    '[package]',
    'name = "x"',
    'name = 1',
    '[dependencies]',
    'x = 1',
    'x = { path = "../.." }',
    '[target.x]',
    'dependencies = 1',
    '[patch]',
    '[replace]',
    '"a:1" = { path = "" }',
  )
  const toml = fc.array(table).map((lines) => lines.join('\n'))

  test('the answer is components or an error for people', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          'package.json': fc.oneof(manifest, fc.constant(ROOT)),
          'a/package.json': manifest,
          'pnpm-workspace.yaml': fc.oneof(manifest, fc.constant('')),
          'Cargo.toml': fc.oneof(toml, fc.constant(CARGO)),
          'a/Cargo.toml': toml,
          'go.work': fc.oneof(goFile, fc.constant(WORK)),
          'a/go.mod': goFile,
        }),
        fc.subarray(['package.json', 'pnpm-workspace.yaml', 'Cargo.toml', 'go.work']),
        async (files, absent) => {
          const kept = Object.entries(files).filter(([path]) => !absent.includes(path))
          const answer = found(Object.fromEntries(kept)).then(
            () => UserError,
            (thrown: unknown) => (thrown instanceof Error ? thrown.constructor : thrown),
          )
          expect(await answer).toBe(UserError)
        },
      ),
    )
  })
})
