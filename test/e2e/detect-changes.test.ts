import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runStep, type Step, type StepEvent, type StepResult } from '@ci-kit/cli/run-step'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  checkout,
  commit,
  inGit,
  remove,
  repository,
  temporaryFolder,
} from '../contract/detect-changes/repository.ts'
import { type GitHubServer, type GitHubSetup, githubServer } from '../fakes/github-server.ts'
import { actionFolder, errorsOf } from './actions.ts'

const FILTERS = `
api:
  - services/api/**
  - '!**/*.md'
docs: docs/
__proto__: 'other/**'
`

let root: string
let server: GitHubServer | undefined
beforeEach(() => {
  root = temporaryFolder()
})
afterEach(async () => {
  await server?.close()
  server = undefined
  remove(root)
})

const detectChanges = (
  step: Partial<Step> & Pick<Step, 'workspace' | 'event'>,
): Promise<StepResult> =>
  runStep({
    folder: actionFolder('detect-changes'),
    ...step,
    inputs: { filters: FILTERS, ...step.inputs },
    env: { PATH: process.env.PATH ?? '', HOME: root, ...step.env },
  })

const push = (before: string, after: string, ref = 'refs/heads/main'): StepEvent => ({
  name: 'push',
  payload: { before, after, ref, repository: { default_branch: 'main' } },
  ref,
  sha: after,
  repository: 'octo/shop',
})

const pullRequest = (base: string, head: string): StepEvent => ({
  name: 'pull_request',
  payload: {
    pull_request: { number: 7, base: { ref: 'main', sha: base }, head: { ref: 'x', sha: head } },
  },
  ref: 'refs/pull/7/merge',
  sha: head,
  repository: 'octo/shop',
})

const warningsOf = ({ commands }: StepResult): string[] =>
  commands.filter(({ name }) => name === 'warning').map(({ message }) => message)

describe('a push', () => {
  test('selects what it touches, in the outputs, the log and the summary', async () => {
    const workspace = repository(root)
    const before = commit(workspace, { 'services/api/a.ts': '1', 'docs/a.md': '1' })
    const after = commit(workspace, { 'services/api/a.ts': '2', 'services/api/README.md': '1' })
    const result = await detectChanges({ workspace, event: push(before, after) })
    expect(result.exitCode).toBe(0)
    expect(Object.entries(result.outputs)).toEqual(
      Object.entries({
        changes: '["api"]',
        matrix: '{"include":[{"component":"api","reason":"1 changed, pattern services/api/**"}]}',
        'has-changes': 'true',
        base: before,
        head: after,
        'base-reason': 'the tip before the push',
        reliable: 'true',
        reason: '',
        api: 'true',
        api_count: '1',
        api_files: '["services/api/a.ts"]',
        docs: 'false',
        docs_count: '0',
        docs_files: '[]',
        ['__proto__']: 'false',
        __proto___count: '0',
        __proto___files: '[]',
      }),
    )
    expect(result.log).toContain('modified services/api/a.ts matches services/api/** (line 3)')
    expect(result.summary).toContain('| <code>api</code> | ✅ | 1 |')
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
    })
    expect(result.outputs).toMatchObject({
      docs: 'true',
      docs_files: '["docs/b.md"]',
      api: 'false',
      reliable: 'true',
    })
    expect(Object.entries(result.outputs)).toContainEqual(['__proto__', 'true'])
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
      changes: '["api","docs","__proto__"]',
      reliable: 'false',
    })
    expect(warningsOf(result)).toEqual([
      expect.stringContaining('neither in the checkout nor on its remote'),
    ])
  })

  test('a file name is no workflow command', async () => {
    const workspace = repository(root)
    const before = commit(workspace, {})
    const after = commit(workspace, { 'docs/x\n::error::forged\n##[error]y': '1' })
    const result = await detectChanges({ workspace, event: push(before, after) })
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

describe('a pull request', () => {
  const serve = async (more: Partial<GitHubSetup> = {}): Promise<Record<string, string>> => {
    const files = [
      { filename: 'docs/new', status: 'renamed', previous_filename: 'services/api/old' },
    ]
    server = await githubServer({ pull: { number: 7, headSha: 'b'.repeat(40), files }, ...more })
    return { GITHUB_API_URL: server.url, GITHUB_TOKEN: 't0ken' }
  }

  test('needs no checkout', async () => {
    const env = await serve({ token: 't0ken' })
    const event = pullRequest('a'.repeat(40), 'b'.repeat(40))
    const result = await detectChanges({ workspace: root, event, env })
    expect(result.outputs).toMatchObject({
      changes: '["api","docs"]',
      api_files: '["services/api/old"]',
      docs_files: '["docs/new"]',
      reliable: 'true',
    })
    expect(warningsOf(result)).toEqual([])
  })

  test('falls back to Git when the token may not read it, and names the permission', async () => {
    const workspace = repository(root)
    const base = commit(workspace, { 'docs/a': '1' })
    inGit(workspace, 'checkout', '--quiet', '-b', 'x')
    const head = commit(workspace, { 'docs/a': '2' })
    const env = await serve({
      fault: () => ({ status: 403, message: 'Resource not accessible by integration' }),
    })
    const result = await detectChanges({ workspace, event: pullRequest(base, head), env })
    expect(result.outputs).toMatchObject({ changes: '["docs"]', reliable: 'true' })
    expect(warningsOf(result)).toEqual([
      expect.stringContaining('permissions:\n  contents: read\n  pull-requests: read'),
    ])
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
