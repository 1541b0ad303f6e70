import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  commit,
  inGit,
  remove,
  repository,
  temporaryFolder,
} from '../contract/detect-changes/repository.ts'
import { type GitHubServer, type GitHubSetup, githubServer } from '../fakes/github-server.ts'
import { detectChanges, pullRequest, warningsOf } from './detect-changes-step.ts'

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
    const inputs = { 'list-files': 'json' }
    const result = await detectChanges({ workspace: root, event, env, inputs })
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
