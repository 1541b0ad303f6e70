import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { messageOf, UserError } from './errors.ts'
import { countAt, isObject, type Json, objectAt, stringAt } from './json.ts'
import { visible } from './log.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The pull request of an event; names and repositories are chosen by its author. */
export type PullRequest = {
  readonly number: number
  readonly baseRef: string
  readonly baseSha: string
  readonly headRef: string
  readonly headSha: string
  /** `owner/name`, undefined when the fork was deleted. */
  readonly headRepository: string | undefined
  /** How many files GitHub says it changes, undefined when it does not say. */
  readonly changedFiles: number | undefined
}

/** What the runner tells a step about its run, read once from the environment. */
export type Context = {
  /** Name of the event, '' outside GitHub Actions. */
  readonly event: string
  /** The event as GitHub delivered it. */
  readonly payload: Json
  /** `owner/name` of the repository that the workflow runs in. */
  readonly repository: string
  readonly sha: string
  /** The full ref, such as `refs/heads/main`, `refs/tags/v1` or `refs/pull/7/merge`. */
  readonly ref: string
  readonly defaultBranch: string | undefined
  readonly pullRequest: PullRequest | undefined
  /** File name of the workflow that was started, such as `ci.yml`; '' when it is not known. */
  readonly workflow: string
  /** Number of the run, 0 outside GitHub Actions. */
  readonly runId: number
  /** Absolute path of the checkout. */
  readonly workspace: string
  /** Absolute path of a folder for what should not outlive the job; the system's own outside a runner. */
  readonly temp: string
  readonly apiUrl: string
  readonly serverUrl: string
}

/** Reads the context; throws {@link UserError} when the event file cannot be read as JSON. */
export const contextOf = (env: Environment, cwd: string): Context => {
  const payload = payloadOf(env.GITHUB_EVENT_PATH)
  return {
    event: env.GITHUB_EVENT_NAME ?? '',
    payload,
    repository: env.GITHUB_REPOSITORY ?? '',
    sha: env.GITHUB_SHA ?? '',
    ref: env.GITHUB_REF ?? '',
    defaultBranch: stringAt(objectAt(payload, 'repository'), 'default_branch'),
    pullRequest: pullRequestOf(objectAt(payload, 'pull_request')),
    workflow: workflowIn(env.GITHUB_WORKFLOW_REF),
    runId: Number(env.GITHUB_RUN_ID) || 0,
    workspace: env.GITHUB_WORKSPACE || cwd,
    temp: env.RUNNER_TEMP || tmpdir(),
    apiUrl: env.GITHUB_API_URL || 'https://api.github.com',
    serverUrl: env.GITHUB_SERVER_URL || 'https://github.com',
  }
}

/** `octo/shop/.github/workflows/ci.yml@refs/heads/main`; the ref may hold any character. */
const workflowIn = (ref: string | undefined): string =>
  /\/\.github\/workflows\/([^/@]+)@/.exec(ref ?? '')?.[1] ?? ''

const payloadOf = (path: string | undefined): Json => {
  if (!path) return {}
  try {
    const payload: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isObject(payload) ? payload : {}
  } catch (thrown) {
    throw new UserError(
      `The event file ${path} cannot be read: ${visible(messageOf(thrown))}. GITHUB_EVENT_PATH has to name the JSON file of the event.`,
    )
  }
}

const pullRequestOf = (from: Json | undefined): PullRequest | undefined => {
  const base = objectAt(from, 'base')
  const head = objectAt(from, 'head')
  const number = countAt(from, 'number')
  const baseRef = stringAt(base, 'ref')
  const baseSha = stringAt(base, 'sha')
  const headRef = stringAt(head, 'ref')
  const headSha = stringAt(head, 'sha')
  if (number === undefined || !baseRef || !baseSha || !headRef || !headSha) return undefined
  return {
    number,
    baseRef,
    baseSha,
    headRef,
    headSha,
    headRepository: stringAt(objectAt(head, 'repo'), 'full_name'),
    changedFiles: countAt(from, 'changed_files'),
  }
}
