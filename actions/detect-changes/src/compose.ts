import { resolve } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { octokitPullRequests } from '@ci-kit/core/adapters/octokit'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Runner } from '@ci-kit/core/run-action'
import { readFiltersFile } from './filters-file.ts'
import { git } from './git/git.ts'
import { gitHistories } from './git/git-history.ts'
import { histories } from './histories.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './run.ts'

/** The real adapters behind the ports of {@link run}. */
export const compose = (
  { log, summary, cancellation }: Runner,
  env: Environment,
  context: Context,
  { token, workingDirectory }: Inputs,
): Ports => {
  const folder = resolve(context.workspace, workingDirectory)
  const { apiUrl, repository, serverUrl, temp } = context
  const checkout = git(childProcesses(cancellation), folder, env, log.debug)
  return {
    log,
    summary,
    history: histories(gitHistories(checkout, folder, temp, { token, serverUrl })),
    pullRequests: octokitPullRequests({
      token,
      apiUrl,
      repository,
      clock: systemClock,
      cancellation,
    }),
    readFilters: (path) => readFiltersFile(context.workspace, folder, path),
  }
}
