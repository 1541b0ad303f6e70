import { describe, expect, test } from '@jest/globals'
import { root } from '../contract/detect-changes/folders.ts'
import { commit, repository } from '../contract/detect-changes/repository.ts'
import { errorsOf } from './actions.ts'
import { detectChanges, push, warningsOf } from './detect-changes-step.ts'

/** What a push that writes `second` after `first` selects. */
const pushed = (
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string | null>>,
  inputs: Readonly<Record<string, string>>,
) => {
  const workspace = repository(root)
  const before = commit(workspace, first)
  const after = commit(workspace, second)
  return detectChanges({ workspace, event: push(before, after), inputs })
}

const GRAPH = `
core: libs/core/**
ui:
  paths: libs/ui/**
  needs: core
web:
  paths: ['services/web/**']
  needs: [ui]
  path: services/web
  port: 8080
  platforms: [linux/amd64, linux/arm64]
docs: docs/**
`

describe('components', () => {
  test('are selected with all that needs them, by the shortest path', async () => {
    const result = await pushed({}, { 'libs/core/a.ts': '1' }, { filters: GRAPH })
    expect(result.outputs).toMatchObject({
      changes: '["core","ui","web"]',
      web: 'true',
      web_count: '0',
      docs: 'false',
    })
    expect(JSON.parse(result.outputs.matrix ?? '')).toEqual({
      include: [
        expect.objectContaining({ component: 'core', path: '', 'files-count': 1 }),
        expect.objectContaining({ component: 'ui', 'files-count': 0 }),
        expect.objectContaining({
          component: 'web',
          path: 'services/web',
          port: 8080,
          platforms: ['linux/amd64', 'linux/arm64'],
        }),
      ],
    })
    const { components } = JSON.parse(result.outputs.explanation ?? '')
    expect(components).toEqual([
      expect.objectContaining({
        component: 'core',
        selected: true,
        because: 'file',
        file: 'libs/core/a.ts',
        pattern: 'libs/core/**',
        line: 2,
      }),
      expect.objectContaining({ component: 'ui', because: 'dependency', path: ['ui', 'core'] }),
      expect.objectContaining({
        component: 'web',
        because: 'dependency',
        path: ['web', 'ui', 'core'],
      }),
      expect.objectContaining({ component: 'docs', selected: false, because: 'no-change' }),
    ])
    expect(result.summary).toContain('libs/core/&#42;&#42;</code> (filters:2)')
  })

  test.each([
    ['a: { paths: a, needs: b }\nb: { paths: b, needs: a }', /a → b → a|b → a → b/],
    ['a: { paths: a, needs: nobody }', /nobody/],
    ['a: { pahts: a/** }', /pahts/],
    ['changes: a/**', /changes/],
    ['__proto__: a/**', /__proto__/],
    ['a.b: a/**', /a\.b/],
  ])('%j is one error', async (filters, words) => {
    const result = await pushed({}, { x: '1' }, { filters })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toEqual([expect.stringMatching(words)])
    expect(Object.keys(result.outputs)).toEqual([])
  })

  test('a global trigger selects all of them', async () => {
    const result = await pushed(
      {},
      { 'package-lock.json': '{}' },
      { filters: GRAPH, 'all-on': '# locks\npackage-lock.json\n.github/**' },
    )
    expect(result.outputs).toMatchObject({
      changes: '["core","ui","web","docs"]',
      reliable: 'true',
    })
    const { components } = JSON.parse(result.outputs.explanation ?? '')
    expect(components[3]).toMatchObject({
      because: 'global',
      file: 'package-lock.json',
      pattern: 'package-lock.json',
      line: 2,
    })
  })

  test.each([
    [{ 'docs/a.md': '1', 'services/web/README.md': '1' }, 'true', '[]'],
    [{ 'docs/a.md': '1', 'services/web/x.ts': '1' }, 'false', '["web"]'],
    [{}, 'false', '[]'],
  ])('ignored files %j never count', async (files, docsOnly, changes) => {
    const inputs = { filters: GRAPH, ignore: 'docs/**\n**/*.md', 'all-on': '**/*.md' }
    const result = await pushed({}, files, inputs)
    expect(result.outputs).toMatchObject({ 'docs-only': docsOnly, changes })
  })
})

describe('components nobody wrote down', () => {
  test('one for each folder', async () => {
    const files = { 'services/api/a': '1', 'services/web/b': '1', 'libs/x/c': '1' }
    const result = await pushed(
      files,
      { 'services/web/b': '2' },
      { filters: '', discover: 'services/*' },
    )
    expect(result.outputs).toMatchObject({ api: 'false', web: 'true', changes: '["web"]' })
    expect(JSON.parse(result.outputs.matrix ?? '').include).toEqual([
      expect.objectContaining({ component: 'web', path: 'services/web' }),
    ])
  })

  test('one for each member of an npm workspace, with its dependencies', async () => {
    const files = {
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'packages/core/package.json': JSON.stringify({ name: '@o/core' }),
      'packages/web/package.json': JSON.stringify({
        name: '@o/web',
        dependencies: { '@o/core': '*' },
      }),
      'packages/cli/package.json': JSON.stringify({ name: '@o/cli' }),
    }
    const result = await pushed(
      files,
      { 'packages/core/x.ts': '1' },
      { filters: '', workspaces: 'auto' },
    )
    expect(JSON.parse(result.outputs.changes ?? '').toSorted()).toEqual(['core', 'web'])
  })

  const NPM = {
    'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
    'packages/core/package.json': JSON.stringify({ name: '@o/core' }),
    'packages/web/package.json': JSON.stringify({
      name: '@o/web',
      dependencies: { '@o/core': '*' },
    }),
  }

  test.each([
    ['a member that is gone', { 'packages/core/package.json': null }],
    [
      'another list of members',
      { 'package.json': JSON.stringify({ workspaces: ['packages/w*'] }) },
    ],
  ])('%s selects the others, which may depend on it', async (_, second) => {
    const result = await pushed(NPM, second, { filters: '', workspaces: 'auto' })
    expect(JSON.parse(result.outputs.changes ?? '')).toContain('web')
    expect(JSON.parse(result.outputs.explanation ?? '').components[0]).toMatchObject({
      because: 'global',
      source: 'workspaces',
    })
    expect(result.commands.filter(({ name }) => name === 'notice')).toEqual([])
  })

  test('need a source', async () => {
    const result = await pushed({}, { x: '1' }, { filters: '' })
    expect(errorsOf(result)).toEqual([expect.stringContaining("'filters'")])
  })
})

describe('patterns', () => {
  test('that match no file of the repository are reported with their line', async () => {
    const filters = 'web:\n  - services/web/**\n  - srevices/web/**\n'
    const result = await pushed({ 'services/web/a': '1' }, { 'services/web/a': '2' }, { filters })
    const notices = result.commands.filter(({ name }) => name === 'notice')
    expect(notices).toHaveLength(1)
    expect(notices[0]?.message).toContain('srevices/web/**')
    expect(notices[0]?.message).toContain('3')
    expect(warningsOf(result)).toEqual([])
  })

  test('may be written in the dialect of workflows', async () => {
    const filters = "go: ['**.go', '!**_test.go']\nyml: '*.ya?ml'\n"
    const result = await pushed(
      {},
      { 'cmd/x/main.go': '1', 'a.yml': '1' },
      { filters, dialect: 'github' },
    )
    expect(result.outputs).toMatchObject({ go: 'true', yml: 'true' })
  })

  test.each([
    ['every', 'false'],
    ['some', 'true'],
  ])('with quantifier %s', async (quantifier, expected) => {
    const filters = "ts: ['src/**', '**/*.ts']"
    const result = await pushed(
      {},
      { 'src/a.md': '1' },
      { filters, 'predicate-quantifier': quantifier },
    )
    expect(result.outputs.ts).toBe(expected)
  })
})
