import { UserError } from '@ci-kit/core/errors'
import { discover } from '@ci-kit/detect-changes/discover/discover'
import { folderRule } from '@ci-kit/detect-changes/discover/folder-rule'
import { discoverFolders, foldersOf } from '@ci-kit/detect-changes/discover/folders'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { found, memoryTree, patternsOf } from './memory-tree.ts'

const PATHS = [
  'README.md',
  'services/web/src/a.ts',
  'services/web/b.ts',
  'services/legacy/x',
  'services/api/x',
  'services/loose.md',
  'apps/shop/api/x',
  'apps/shop/ui/x',
  'apps/blog/api/x',
]

const select = (input: string) =>
  discoverFolders(input, PATHS).folders.map(({ folder, by }) => `${folder}:${by.line}`)

describe('folders of input discover', () => {
  test.each<[string, string[]]>([
    ['services/*', ['services/api:1', 'services/legacy:1', 'services/web:1']],
    ['./services/*/', ['services/api:1', 'services/legacy:1', 'services/web:1']],
    ['# all\n\nservices/*\r\n!services/legacy', ['services/api:3', 'services/web:3']],
    ['services/*\n!services/**\nservices/api', ['services/api:3']],
    ['apps/*/api', ['apps/blog/api:1', 'apps/shop/api:1']],
    [
      '{apps,services}/*',
      ['apps/blog:1', 'apps/shop:1', 'services/api:1', 'services/legacy:1', 'services/web:1'],
    ],
    ['services/!(web)', ['services/api:1', 'services/legacy:1']],
    ['services/web\n', ['services/web:1']],
    ['README.md', []],
    ['', []],
  ])('%j', (input, expected) => {
    expect(select(input)).toEqual(expected)
  })

  test('patterns without a folder are told', () => {
    const input = 'services/*\nservice/*\n!services/gone\n!services/legacy'
    expect(discoverFolders(input, PATHS).unmatched).toEqual(['service/*', '!services/gone'])
  })

  test.each<[string, RegExp]>([
    ['a\nservices/[z-a]', /^Input 'discover', line 2: the pattern 'services\/\[z-a\]' .*backwards/],
    ['../x', /line 1: the pattern '\.\.\/x' cannot be used: no path holds a folder '\.\.'/],
    ['!a\nb', /line 1: the first pattern '!a' has nothing to take out of; write/],
    ['- services/*', /line 1: '- services\/\*' is written as YAML; write the pattern alone/],
    ['a\n"services/*"', /line 2: '"services\/\*"' is written as YAML/],
    ['x\n'.repeat(201), /has 201 patterns, more than 200. Write fewer/],
  ])('%j is an error', (input, message) => {
    expect(() => discoverFolders(input, PATHS)).toThrow(UserError)
    expect(() => discoverFolders(input, PATHS)).toThrow(message)
  })

  test('too many folders are refused', () => {
    const paths = Array.from({ length: 1_001 }, (_, at) => `s/${at}/x`)
    expect(() => discoverFolders('s/*', paths)).toThrow(/finds 1001 folders, more than 1000/)
  })

  test('are those above the files', () => {
    expect(foldersOf(['a/b/c', 'a/d', 'e']).toSorted()).toEqual(['a', 'a/b'])
  })
})

describe('components of folders', () => {
  test('have a rule, a path and no needs', async () => {
    const { components, unmatched } = await found({ 'b/web/x': '', 'a/2/x': '' }, 'x\n{a,b}/*')
    expect(unmatched).toEqual(['x'])
    expect(components.map((component) => ({ ...component, list: patternsOf(component) }))).toEqual([
      { name: '_2', path: 'a/2', needs: [], list: ['a/2/**'], metadata: new Map() },
      { name: 'web', path: 'b/web', needs: [], list: ['b/web/**'], metadata: new Map() },
    ])
    expect(components[0]?.list).toMatchObject({
      quantifier: 'some',
      rules: [{ source: 'discover', line: 2, excludes: false, statuses: undefined }],
    })
  })

  test('nothing is read when nobody asks', async () => {
    const tree = { ...memoryTree({}), paths: () => Promise.reject(new Error('asked')) }
    expect(await discover({ discover: ' \n', workspaces: 'none' }, tree)).toEqual({
      components: [],
      allOn: [],
      unmatched: [],
    })
  })

  test('an unknown list of files is an error, not a repository without components', async () => {
    const tree = {
      ...memoryTree({}),
      paths: async () => ({ missing: 'git ls-files ended with 128' }),
    }
    const asked = discover({ discover: 'a/*', workspaces: 'none' }, tree)
    await expect(asked).rejects.toThrow(UserError)
    await expect(asked).rejects.toThrow(/git ls-files ended with 128.*Check out the repository/)
  })

  test('a rule matches the files of its folder and no others, whatever its name', () => {
    const name = fc
      .stringMatching(/^[\\*?[\]{}()!+@|,.a#~^$ \n-]{1,6}$/)
      .filter((text) => !/^\.\.?$/.test(text))
    fc.assert(
      fc.property(name, name, fc.constantFrom('x', 'a/b', '.env'), (folder, other, file) => {
        const { glob } = folderRule(`s/${folder}`, false, { source: 'discover', line: 1 })
        expect(glob.matches(`s/${folder}/${file}`)).toBe(true)
        const loose = folder.includes('{') && folder.includes('\\')
        if (!loose) expect(glob.matches(`s/${other}/${file}`)).toBe(folder === other)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a folder whose pattern would be too long is an error that names it', () => {
    const folder = `s/${'*'.repeat(600)}`
    expect(() => folderRule(folder, false, { source: 'discover', line: 1 })).toThrow(
      /folder 's\/\*+.*more than 1000.*Rename/,
    )
  })
})
