import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import { describe, expect, test } from '@jest/globals'
import { root } from '../contract/detect-changes/folders.ts'
import { checkout, commit, repository } from '../contract/detect-changes/repository.ts'
import { actionFolder, errorsOf } from './actions.ts'
import { detectChanges, push, warningsOf } from './detect-changes-step.ts'

describe('a push', () => {
  test('selects what it touches, in the outputs, the log and the summary', async () => {
    const workspace = repository(root)
    const before = commit(workspace, { 'services/api/a.ts': '1', 'docs/a.md': '1' })
    const after = commit(workspace, { 'services/api/a.ts': '2', 'services/api/README.md': '1' })
    const inputs = { 'list-files': 'json' }
    const result = await detectChanges({ workspace, event: push(before, after), inputs })
    expect(result.exitCode).toBe(0)
    const { explanation = '', ...others } = result.outputs
    const empty = '{"include":[]}'
    expect(others).toEqual({
      changes: '["api"]',
      'has-changes': 'true',
      'docs-only': 'false',
      base: before,
      head: after,
      'base-reason': 'the tip before the push',
      reliable: 'true',
      reason: '',
      matrix:
        '{"include":[{"component":"api","path":"","reason":"services/api/**","files-count":1}]}',
      'matrix-2': empty,
      'matrix-3': empty,
      'matrix-4': empty,
      api: 'true',
      api_count: '1',
      docs: 'false',
      docs_count: '0',
      constructor: 'false',
      constructor_count: '0',
      api_files: '["services/api/a.ts"]',
      docs_files: '[]',
      constructor_files: '[]',
    })
    expect(JSON.parse(explanation)).toMatchObject({ base: before, head: after, reliable: true })
    const { outputs } = readManifest(actionFolder('detect-changes'))
    const dynamic = /^(api|docs|constructor)(_count|_files)?$/
    const own = Object.keys(result.outputs).filter((name) => !dynamic.test(name))
    expect([...own, 'explanation-path'].toSorted()).toEqual(outputs.toSorted())
    expect(result.log).toContain('modified services/api/a.ts matches services/api/** (filters:3)')
    expect(result.summary).toContain('| <code>api</code> | modified <code>services/api/a.ts</code>')
    expect(warningsOf(result)).toEqual([])
  })

  test('reaches a commit that a checkout of depth 1 lacks', async () => {
    const origin = repository(root)
    const before = commit(origin, { 'docs/a.md': '1' })
    commit(origin, { 'docs/b.md': '1' })
    const after = commit(origin, { 'other/x': '1' })
    const result = await detectChanges({
      workspace: checkout(root, origin),
      event: push(before, after),
      inputs: { 'list-files': 'json' },
    })
    expect(result.outputs).toMatchObject({
      docs: 'true',
      docs_files: '["docs/b.md"]',
      api: 'false',
      reliable: 'true',
    })
    expect(Object.entries(result.outputs)).toContainEqual(['constructor', 'true'])
  })

  test('selects everything, with a warning, when the commit is nowhere', async () => {
    const origin = repository(root)
    const after = commit(origin, { 'docs/a.md': '1' })
    const result = await detectChanges({
      workspace: checkout(root, origin),
      event: push('a'.repeat(40), after),
    })
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({
      changes: '["api","docs","constructor"]',
      reliable: 'false',
    })
    expect(warningsOf(result)).toEqual([
      expect.stringContaining('not in the checkout and could not be fetched'),
    ])
  })

  test('a file name is no workflow command', async () => {
    const workspace = repository(root)
    const before = commit(workspace, {})
    const after = commit(workspace, { 'docs/x\n::error::forged\n##[error]y': '1' })
    const inputs = { 'list-files': 'json' }
    const result = await detectChanges({ workspace, event: push(before, after), inputs })
    expect(errorsOf(result)).toEqual([])
    expect(JSON.parse(result.outputs.docs_files ?? '')).toEqual([
      'docs/x\n::error::forged\n##[error]y',
    ])
  })

  test('does not load the client of the API', async () => {
    const workspace = repository(root)
    const before = commit(workspace, {})
    const after = commit(workspace, { 'docs/a': '1' })
    const folder = join(root, 'actions', 'detect-changes')
    const alone = join(root, 'dist', 'detect-changes')
    mkdirSync(alone, { recursive: true })
    cpSync(actionFolder('detect-changes'), folder, { recursive: true })
    for (const file of ['index.js', 'package.json']) {
      cpSync(resolve('dist', 'detect-changes', file), join(alone, file))
    }
    const result = await detectChanges({
      folder,
      workspace,
      event: push(before, after),
      inputs: { token: 't' },
    })
    expect(result.outputs).toMatchObject({ docs: 'true' })
  })
})

describe('a mistake', () => {
  test.each([
    [
      "api: '[z-a]'",
      "Input 'filters', line 1, filter 'api': the pattern '[z-a]' cannot be used: its range [z-a] runs backwards.",
    ],
    ['.github/none.yml', 'The filter file .github/none.yml cannot be read'],
    ['/etc/passwd', 'The filter file /etc/passwd is outside of the workspace.'],
  ])('filters %j end in one error line, without outputs', async (filters, words) => {
    const event = push('a'.repeat(40), 'b'.repeat(40))
    const result = await detectChanges({ workspace: root, event, inputs: { filters } })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toEqual([expect.stringContaining(words)])
    expect(Object.keys(result.outputs)).toEqual([])
    expect(result.log).not.toMatch(/^\s+at /m)
  })
})
