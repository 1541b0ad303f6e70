import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { octokitApi } from '@ci-kit/core/adapters/octokit'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { UserError } from '@ci-kit/core/errors'
import type { Context, Environment } from '@ci-kit/core/event'
import type { GitHubApi } from '@ci-kit/core/github'
import { visible } from '@ci-kit/core/log'
import type { Runner } from '@ci-kit/core/run-action'
import { tempListFiles } from './answer-outputs/temp-list-files.ts'
import { filtersIn, filtersInOr, filtersOf } from './filters-file.ts'
import { checkedOutFiles } from './git/checked-out.ts'
import { findCheckout } from './git/checkout.ts'
import { git } from './git/git.ts'
import { gitHistories } from './git/git-history.ts'
import { gitTree } from './git/git-tree.ts'
import { githubHistory } from './github/history.ts'
import { githubQuestions } from './github/questions.ts'
import { githubTree } from './github/tree.ts'
import { histories } from './histories.ts'
import type { Inputs } from './inputs.ts'
import { noTree } from './repository-tree.ts'
import type { Ports } from './run.ts'

/** The real adapters behind the ports of `run`: the checkout where there is one, GitHub's API where a token is. */
export const compose = (
  { log, summary, cancellation }: Runner,
  env: Environment,
  context: Context,
  { token, workingDirectory }: Inputs,
): Ports => {
  const { workspace, temp, serverUrl, sha } = context
  const folder = existingFolder(workspace, workingDirectory)
  const checkout = findCheckout(folder)
  const givenUp = new AbortController()
  const ended = AbortSignal.any([cancellation, givenUp.signal])
  const run = git(childProcesses(ended), folder, env, log.debug)
  const api = token === '' ? undefined : apiOf(context, token, ended)
  const { local, remote, close } = gitHistories(run, checkout, temp, { token, serverUrl })
  const ours = checkout && gitTree(run, checkout.root)
  const theirs = api && githubTree(api, sha)
  return {
    log,
    summary,
    history: histories({ local, remote, github: api && githubHistory(api) }),
    github: api && githubQuestions(api),
    tree: ours ?? theirs ?? noTree,
    checkedOutFiles: async () =>
      checkout && ours ? checkedOutFiles(checkout, ours) : { kind: 'unknown' },
    readFilters:
      checkout || !theirs
        ? filtersIn(workspace, folder)
        : filtersInOr(workspace, folder, filtersOf(theirs, workingDirectory)),
    files: tempListFiles(temp),
    giveUp: () => givenUp.abort(new Error('the answer is not needed any more')),
    close,
  }
}

const existingFolder = (workspace: string, workingDirectory: string): string => {
  const folder = resolve(workspace, workingDirectory)
  // A file holds no '.'.
  if (workingDirectory === '' || existsSync(`${folder}/.`)) return folder
  throw new UserError(
    `Input 'working-directory' is '${visible(workingDirectory, 200)}', which is no folder of the workspace. Name the folder that the repository is checked out to, or remove it.`,
  )
}

const apiOf = (
  { apiUrl, repository }: Context,
  token: string,
  cancellation: AbortSignal,
): GitHubApi => octokitApi({ token, apiUrl, repository, clock: systemClock, cancellation })
