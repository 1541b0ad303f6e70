import { UserError } from '@ci-kit/core/errors'
import type { GitHubAnswer, GitHubApi } from '@ci-kit/core/github'
import { allPages, PAGE_SIZE } from '@ci-kit/core/github-pages'
import { countAt, isObject, type Json, jsonIn, stringAt } from '@ci-kit/core/json'
import { type Log, visible } from '@ci-kit/core/log'
import type { LedgerEntry } from './ledger.ts'
import { releaseIn } from './release-document.ts'

/** What is older is not looked at, which is told. */
const MOST_PAGES = 5
/** A payload that others wrote as a text may have any size. */
const MOST_CHARACTERS = 64 * 1024
const PERMISSIONS = ['deployments: write']

/** The records of all services of an environment, newest first; deployments that others made are left out. */
export const listReleases = async (
  github: GitHubApi,
  environment: string,
  log: Pick<Log, 'warning'>,
): Promise<readonly LedgerEntry[]> => {
  const question = {
    route: 'deployments',
    parameters: { environment },
    asked: `the deployments to ${visible(environment, 100)}`,
    permissions: PERMISSIONS,
  }
  const { answers, isWhole } = await allPages(github, question, MOST_PAGES)
  if (!isWhole)
    log.warning(
      `Only the newest ${MOST_PAGES * PAGE_SIZE} deployments to ${visible(environment, 100)} were read: older records, and what they mark as bad, do not count. Use an environment for each service, or delete old deployments.`,
    )
  return answers
    .flatMap(deploymentsIn)
    .flatMap((deployment) => entryIn(deployment) ?? [])
    .toSorted((one, other) => other.createdAt - one.createdAt || Number(other.id) - Number(one.id))
}

/** One record by its id. */
export const releaseOf = async (github: GitHubApi, id: string): Promise<LedgerEntry> => {
  const { data } = await github.get({
    route: 'deployments/{id}',
    parameters: { id },
    asked: `deployment ${id}`,
    permissions: PERMISSIONS,
  })
  const entry = isObject(data) ? entryIn(data) : undefined
  if (entry !== undefined) return entry
  throw new UserError(`Deployment ${id} is no record of ci-kit's ledger.`)
}

const deploymentsIn = ({ data }: GitHubAnswer): readonly Json[] => {
  if (Array.isArray(data)) return data.filter(isObject)
  throw new UserError("GitHub's answer to the question for the deployments is no list. Try again.")
}

const entryIn = (deployment: Json): LedgerEntry | undefined => {
  const id = countAt(deployment, 'id')
  const createdAt = Date.parse(stringAt(deployment, 'created_at') ?? '')
  if (id === undefined) return undefined
  const record = releaseIn(payloadOf(deployment), `Deployment ${id}`)
  if (record === undefined) return undefined
  // GitHub's own word: the payload could name another one.
  const environment = stringAt(deployment, 'environment') ?? record.environment
  return {
    ...record,
    environment,
    id: String(id),
    createdAt: Number.isNaN(createdAt) ? 0 : createdAt,
    url: undefined,
  }
}

/** GitHub gives a payload back as it came, an object or a text of JSON. */
const payloadOf = ({ payload }: Json): unknown => {
  if (typeof payload !== 'string') return payload
  return payload.length > MOST_CHARACTERS ? undefined : jsonIn(payload)
}
