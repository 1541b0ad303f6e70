import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { workspaceMembers } from '@ci-kit/detect-changes/discover/workspaces/workspaces'
import { describe, expect, test } from '@jest/globals'
import { root } from './folders.ts'

type Files = Readonly<Record<string, string>>

const write = (files: Files): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      GOFLAGS: '-mod=readonly',
      GOPROXY: 'off',
      GOWORK: '',
      GOTOOLCHAIN: 'local',
    },
  })

const isInstalled = (program: string, ...args: string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What the action reads: real name and folder of each member, by folder. */
const members = async (files: Files): Promise<readonly (readonly [string, string])[]> => {
  const found = await workspaceMembers(
    {
      paths: async () => ({ value: Object.keys(files) }),
      read: async (path) => ({ value: files[path] ?? '' }),
    },
    Object.keys(files),
  )
  return found.map((one) => [one.package, one.folder] as const).toSorted(byFolder)
}

const byFolder = (one: readonly [string, string], other: readonly [string, string]): number =>
  one[1] < other[1] ? -1 : 1

/** A list that a tool wrote, its members as name and folder. */
const listed = (
  items: unknown,
  pair: (item: Readonly<Record<string, unknown>>) => readonly [unknown, unknown],
): readonly (readonly [string, string])[] => {
  if (!Array.isArray(items)) throw new Error('the tool wrote no list')
  return items
    .map((item: Readonly<Record<string, unknown>>) => pair(item))
    .map(([name, folder]) => [String(name), String(folder)] as const)
    .toSorted(byFolder)
}

const pack = (name: string): string => JSON.stringify({ name, version: '1.0.0' })

describe('members as the real tool lists them', () => {
  test.each<[string, unknown]>([
    ['a star', ['packages/*']],
    ['all levels', ['packages/**']],
    ['forms of a path', ['./packages/a', '/packages/b/']],
    ['braces and groups', ['{packages,apps}/@(a|web)']],
    ['an exclusion', ['packages/*', '!packages/b']],
    ['an exclusion taken back', ['packages/*', '!packages/b', 'packages/b']],
    ['an object', { packages: ['apps/*'] }],
  ])('npm: %s', async (_, workspaces) => {
    const files = {
      'package.json': JSON.stringify({ name: 'root', workspaces }),
      'packages/a/package.json': pack('a'),
      'packages/b/package.json': pack('@shop/b'),
      'packages/b/deep/package.json': pack('deep'),
      'packages/a/node_modules/x/package.json': pack('x'),
      'packages/.hidden/package.json': pack('hidden'),
      'packages/empty/readme.md': '',
      'apps/web/package.json': pack('web'),
    }
    write(files)
    const named: unknown = JSON.parse(run('npm', 'pkg', 'get', 'name', '--workspaces'))
    expect(new Map((await members(files)).map(([name]) => [name, name]))).toEqual(
      new Map(Object.entries(Object(named))),
    )
  })

  const GO = {
    'go.work': 'go 1.24\n\n// services\nuse (\n\t./a // first\n\t"./b c"\n\t.\n)\nuse ./d/e/\n',
    'go.mod': 'module example.org/shop\n\ngo 1.24\n',
    'a/go.mod': 'module example.org/shop/a // the lowest\n\ngo 1.24\n',
    'b c/go.mod': 'module (\n\t"example.org/shop/b"\n)\n\ngo 1.24\n',
    'd/e/go.mod': 'go 1.24\nmodule "example.org/shop/e"\n',
    'unused/go.mod': 'module example.org/shop/unused\n\ngo 1.24\n',
  }
  const whereGo = isInstalled('go', 'version') ? test : test.skip

  whereGo('go list -m', async () => {
    write(GO)
    const lines = run('go', 'list', '-m', '-f', '{"name":"{{.Path}}","folder":"{{.Dir}}"}')
    const modules: unknown = JSON.parse(`[${lines.trim().split('\n').join(',')}]`)
    const expected = listed(modules, ({ name, folder }) => [
      name,
      String(folder).slice(root.length + 1),
    ])
    expect(await members(GO)).toEqual(expected)
  })

  whereGo('go work edit -json', async () => {
    write(GO)
    const { Use: used } = JSON.parse(run('go', 'work', 'edit', '-json'))
    const folders = listed(used, ({ DiskPath }) => ['', join(String(DiskPath), '.')])
    expect((await members(GO)).map(([, folder]) => folder || '.').toSorted()).toEqual(
      folders.map(([, folder]) => folder.replace(/\/$/, '')).toSorted(),
    )
  })

  const whereCargo = isInstalled('cargo', '--version') ? test : test.skip

  whereCargo.each<[string, string]>([
    ['members', 'members = ["crates/*"]'],
    ['a class', 'members = ["crates/[!b]", "./crates/b/"]'],
    ['an exclusion', 'members = ["crates/*"]\nexclude = ["crates/b"]'],
    ['depended on by path', 'members = ["tools/*"]'],
    ['named in both', 'members = ["tools/gen", "crates/b"]\nexclude = ["tools", "crates"]'],
  ])('cargo metadata: %s', async (_, workspace) => {
    const crate = (name: string, more = '') =>
      `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n${more}`
    const files = {
      'Cargo.toml': `[workspace]\nresolver = "2"\n${workspace}\n`,
      'crates/a/Cargo.toml': crate('a'),
      'crates/b/Cargo.toml': crate('b-real'),
      'tools/gen/Cargo.toml': crate(
        'gen',
        '[build-dependencies]\nx = { package = "b-real", path = "../../crates/b" }',
      ),
      'crates/a/src/lib.rs': '',
      'crates/b/src/lib.rs': '',
      'tools/gen/src/lib.rs': '',
    }
    write(files)
    const { packages } = JSON.parse(
      run('cargo', 'metadata', '--no-deps', '--offline', '--format-version=1'),
    )
    const expected = listed(packages, ({ name, manifest_path }) => [
      name,
      dirname(String(manifest_path)).slice(root.length + 1),
    ])
    expect(await members(files)).toEqual(expected)
  })
})
