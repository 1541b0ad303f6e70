import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { contextOf } from '@ci-kit/core/event'
import { composeNewerCommit } from '@ci-kit/deploy-ecs/compose/newer-commit'
import { fileLedger } from '@ci-kit/ecs/ledger/file-ledger'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type GitHubSetup, githubServer } from '../../fakes/github-server.ts'
import { fakeRunner } from '../../unit/core/fake-runner.ts'
import { parsed } from '../../unit/deploy-ecs/given.ts'

const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web'
const OURS = 'a'.repeat(40)

let undo: (() => unknown)[] = []
afterEach(async () => {
  for (const each of undo) await each()
  undo = []
})

type Given = {
  readonly setup?: GitHubSetup
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

/** Asks for the newer commit of the service with the real adapters. */
const asked = async ({ setup = {}, inputs = {}, env = {} }: Given) => {
  const github = await githubServer(setup)
  const workspace = mkdtempSync(join(tmpdir(), 'older-commit-'))
  undo.push(github.close, () => rmSync(workspace, { recursive: true }))
  const around = { GITHUB_REPOSITORY: 'octo/shop', GITHUB_SHA: OURS, GITHUB_API_URL: github.url }
  const runner = fakeRunner()
  const newer = composeNewerCommit({
    runner,
    env: {},
    context: contextOf({ ...around, ...env }, workspace),
    inputs: parsed({
      service: 'web',
      'older-commit': 'refuse',
      'github-token': 't0ken',
      ...inputs,
    }),
    folder: workspace,
    signal: runner.cancellation,
  })
  return { runner, workspace, ask: () => newer?.(SERVICE) }
}

const RECORD = {
  task: 'deploy',
  service: SERVICE,
  environment: 'production',
  taskDefinition: 'web:2',
  digests: {},
  serviceDeployment: undefined,
  serviceRevision: undefined,
  previous: undefined,
  migrations: 'none',
  commit: 'b'.repeat(40),
  ref: 'refs/heads/main',
  actor: 'octocat',
  reason: '',
  bad: [],
} as const

describe('an older commit is refused, and the step stops when', () => {
  test('the records cannot be read', async () => {
    const { ask } = await asked({ setup: { granted: ['contents'] } })
    await expect(ask()).rejects.toThrow(/GitHub answered 403 .*deployments: write/s)
  })

  test.each([[{ GITHUB_SHA: '' }], [{ GITHUB_REPOSITORY: '' }]])(
    'nobody knows what this run is of: %j',
    async (env) => {
      const { ask } = await asked({ env })
      await expect(ask()).rejects.toThrow(/'older-commit' is 'refuse'.*set GITHUB_SHA and/)
    },
  )

  test('the records are in a file, and there is no token to compare commits', async () => {
    const inputs = { ledger: 'releases.json', 'github-token': '' }
    const { ask, workspace } = await asked({ inputs })
    expect(await ask()).toBeUndefined()
    const ledger = fileLedger(join(workspace, 'releases.json'), systemClock)
    await ledger.begin(RECORD, { logUrl: undefined })
    await expect(ask()).rejects.toThrow(/needs a token: set input 'github-token'/)
  })

  test('the job is cancelled', async () => {
    const { ask, runner } = await asked({ setup: { fault: () => 'hang' } })
    const answer = ask()
    runner.controller.abort(new Error('cancelled'))
    await expect(answer).rejects.toThrow('cancelled')
  })
})

test('an older commit may be deployed by default, and nobody is asked', async () => {
  const { ask } = await asked({ inputs: { 'older-commit': 'deploy' } })
  expect(ask()).toBeUndefined()
})
