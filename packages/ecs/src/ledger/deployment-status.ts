import type { GitHubApi, GitHubWriter } from '@ci-kit/core/github'
import { isObject, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { OutcomeKind } from '../rollout/outcome.ts'
import type { RecordState } from './ledger.ts'

/** States of a deployment that this ledger writes, of GitHub's seven. */
type DeploymentState = 'in_progress' | 'success' | 'failure' | 'error' | 'inactive'

type DeploymentStatus = {
  readonly state: DeploymentState
  readonly description: string
  readonly logUrl?: string | undefined
  readonly environmentUrl?: string | undefined
}

const PERMISSIONS = ['deployments: write']
/** From GitHub's reference of deployment statuses. */
const MOST_DESCRIBED = 140

/** What GitHub shows for an outcome: `error` where nobody knows what runs. */
export const deploymentStatus = (outcome: OutcomeKind): DeploymentState => STATES[outcome]

const STATES: Readonly<Record<OutcomeKind, DeploymentState>> = {
  succeeded: 'success',
  'rolled-back': 'failure',
  failed: 'failure',
  superseded: 'inactive',
  paused: 'in_progress',
  'timed-out': 'error',
  cancelled: 'error',
}

/**
 * What the statuses, newest first, say of a record. `inactive` says nothing: a
 * good release that was replaced is inactive too.
 */
export const stateOf = (statuses: readonly string[]): RecordState => {
  const telling = statuses.find((state) => state !== 'inactive')
  if (telling === 'success') return 'succeeded'
  if (telling === 'failure' || telling === 'error') return 'failed'
  // What became inactive without an end was taken over.
  const runs = telling !== undefined && telling === statuses[0] && RUNNING.includes(telling)
  return runs ? 'running' : 'unknown'
}

const RUNNING = ['in_progress', 'pending', 'queued']

/** Whether GitHub shows the deployment as the one that is in use. */
export const isLive = ([newest]: readonly string[]): boolean => newest === 'success'

/** The states of a deployment, newest first; the latest 100. */
export const statusesOf = async (github: GitHubApi, id: string): Promise<readonly string[]> => {
  const { data } = await github.get({
    route: 'deployments/{id}/statuses',
    parameters: { id, per_page: 100 },
    asked: `the statuses of deployment ${id}`,
    permissions: PERMISSIONS,
  })
  return (Array.isArray(data) ? data : [])
    .filter(isObject)
    .map((status) => stringAt(status, 'state') ?? '')
}

/** Adds a status. */
export const writeStatus = async (
  github: GitHubWriter,
  id: string,
  { state, description, logUrl, environmentUrl }: DeploymentStatus,
): Promise<void> => {
  await github.send({
    method: 'POST',
    route: 'deployments/{id}/statuses',
    parameters: { id },
    body: {
      state,
      description: cut(description),
      // GitHub would retire the deployments of all other services of the environment.
      auto_inactive: false,
      ...(logUrl !== undefined && { log_url: logUrl }),
      ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
    },
    what: `the status of deployment ${id}`,
    permissions: PERMISSIONS,
    // The same status twice reads as once.
    repeatable: true,
  })
}

const cut = (text: string): string => {
  const line = visible(text)
  return line.length <= MOST_DESCRIBED ? line : `${line.slice(0, MOST_DESCRIBED - 1)}…`
}
