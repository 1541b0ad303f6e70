import type { StepEvent, StepResult } from '@ci-kit/cli/run-step'
import { afterEach } from '@jest/globals'
import {
  type CodeScanningServer,
  type CodeScanningSetup,
  startCodeScanning,
} from '../fakes/code-scanning-server.ts'
import type { TrivyScanStep, TrivyScanWorkbench } from './trivy-scan-workbench.ts'

const TOKEN = 't0ken'
const REPOSITORY = 'octo/shop'

/** A push to the main branch of a private repository. */
export const PUSH: StepEvent = {
  name: 'push',
  payload: { ref: 'refs/heads/main', repository: { visibility: 'private' } },
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  repository: REPOSITORY,
}

/** Pull request #7 of the repository, from a branch of this one. */
export const pullRequestFrom = (headRepository: string): StepEvent => ({
  name: 'pull_request',
  payload: {
    repository: { visibility: 'private' },
    pull_request: {
      number: 7,
      changed_files: 1,
      base: { ref: 'main', sha: 'c'.repeat(40), repo: { full_name: REPOSITORY } },
      head: { ref: 'feature', sha: 'b'.repeat(40), repo: { full_name: headRepository } },
    },
  },
  ref: 'refs/pull/7/merge',
  sha: 'a'.repeat(40),
  repository: REPOSITORY,
})

export const OWN_BRANCH = pullRequestFrom(REPOSITORY)
export const FORK = pullRequestFrom('mallory/shop')

export type GitHubWorkbench = {
  /** Starts a GitHub for this test, which stops after it. */
  github(setup?: CodeScanningSetup): Promise<CodeScanningServer>
  /** Runs the bundle with a token for that GitHub, on a push unless told otherwise. */
  scanWith(server: CodeScanningServer, step?: TrivyScanStep): Promise<StepResult>
}

/** Call it at the top of a file of tests. */
export const gitHubWorkbench = ({ scan }: TrivyScanWorkbench): GitHubWorkbench => {
  let servers: CodeScanningServer[] = []
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()))
    servers = []
  })
  return {
    github: async (setup = {}) => {
      const server = await startCodeScanning({ token: TOKEN, repository: REPOSITORY, ...setup })
      servers.push(server)
      return server
    },
    scanWith: (server, { inputs, env, ...step } = {}) =>
      scan({
        event: PUSH,
        ...step,
        inputs: { 'github-token': TOKEN, upload: 'auto', ...inputs },
        env: { GITHUB_API_URL: server.url, ...env },
      }),
  }
}

/** Messages of the step's annotations of one kind. */
export const said = (
  { commands }: StepResult,
  kind: 'notice' | 'warning' | 'error',
): readonly string[] => commands.filter(({ name }) => name === kind).map(({ message }) => message)
