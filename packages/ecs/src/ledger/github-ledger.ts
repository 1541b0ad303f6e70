import { UserError } from '@ci-kit/core/errors'
import { type GitHubApi, GitHubRefusal, type GitHubWriter } from '@ci-kit/core/github'
import { countAt, isObject } from '@ci-kit/core/json'
import { type Log, visible } from '@ci-kit/core/log'
import { deploymentStatus, isLive, stateOf, statusesOf, writeStatus } from './deployment-status.ts'
import { listReleases, releaseOf } from './github-listing.ts'
import type { Ledger, LedgerEntry, ReleaseRecord } from './ledger.ts'
import { releaseDocument } from './release-document.ts'

/** GitHub makes older records inactive by environment, not by service, so that is done here. */
const MOST_RETIRED = 5

type GitHubLedgerOptions = {
  /** Whether the environment is one that users see; GitHub shows it. */
  readonly production: boolean
  readonly log: Log
}

/**
 * The ledger in GitHub Deployments of the repository. The listing of an
 * environment is read once, until a record is begun.
 */
export const githubLedger = (
  github: GitHubApi & GitHubWriter,
  { production, log }: GitHubLedgerOptions,
): Ledger => {
  const listed = new Map<string, Promise<readonly LedgerEntry[]>>()
  const begun = new Map<string, ReleaseRecord>()
  const releases = (environment: string) => {
    const known = listed.get(environment) ?? listReleases(github, environment, log)
    listed.set(environment, known)
    return known
  }
  const ofService = async (service: string, environment: string) =>
    (await releases(environment)).filter((entry) => entry.service === service)
  return {
    entries: async (service, environment, most) =>
      (await ofService(service, environment)).slice(0, most),
    state: async ({ id }) => stateOf(await statusesOf(github, id)),
    begin: async (record, { logUrl }) => {
      const id = await createDeployment(github, record, production)
      begun.set(id, record)
      listed.clear()
      await writeStatus(github, id, { state: 'in_progress', description: '', logUrl })
      return id
    },
    end: async (id, end) => {
      await writeStatus(github, id, { ...end, state: deploymentStatus(end.outcome) })
      if (end.outcome !== 'succeeded') return
      try {
        const { service, environment } = begun.get(id) ?? (await releaseOf(github, id))
        const all = await ofService(service, environment)
        await retire(
          github,
          all.filter((entry) => Number(entry.id) < Number(id)),
        )
      } catch (thrown) {
        // The record itself is written, and it is what later steps go by. Those
        // that go by the older ones stop at one that cannot be read.
        if (!(thrown instanceof UserError)) throw thrown
        log.warning(`Older deployments of the service are still shown as active. ${thrown.message}`)
      }
    },
  }
}

const createDeployment = async (
  github: GitHubWriter,
  record: ReleaseRecord,
  production: boolean,
): Promise<string> => {
  const payload = releaseDocument(record)
  const create = (ref: string) =>
    github.send({
      method: 'POST',
      route: 'deployments',
      parameters: {},
      body: {
        ref,
        task: record.task,
        environment: record.environment,
        payload,
        description: visible(record.reason, 100).slice(0, 140),
        auto_merge: false,
        required_contexts: [],
        transient_environment: false,
        production_environment: production,
      },
      what: `the ${record.task} record of ${visible(record.service, 200)}`,
      permissions: ['deployments: write'],
      // A second record would stay for ever.
      repeatable: false,
    })
  const { data } = await withKnownRef(create, record)
  const id = isObject(data) ? countAt(data, 'id') : undefined
  if (id !== undefined) return String(id)
  throw new UserError(
    `GitHub gave no id for the ${record.task} record of ${visible(record.service, 200)}, so nobody knows whether the ledger has it. Look into the deployments of the repository.`,
  )
}

/** The commit of an old release may be gone from the repository; the payload names it all the same. */
const withKnownRef = async <T>(
  create: (ref: string) => Promise<T>,
  { commit, ref }: ReleaseRecord,
): Promise<T> => {
  if (commit === '') return create(ref)
  try {
    return await create(commit)
  } catch (thrown) {
    const isUnknown =
      thrown instanceof GitHubRefusal && thrown.status === 422 && /\bref\b/i.test(thrown.reason)
    if (!isUnknown || ref === '' || ref === commit) throw thrown
    return create(ref)
  }
}

const retire = async (
  github: GitHubApi & GitHubWriter,
  older: readonly LedgerEntry[],
): Promise<void> => {
  for (const { id } of older.slice(0, MOST_RETIRED)) {
    if (isLive(await statusesOf(github, id))) {
      await writeStatus(github, id, { state: 'inactive', description: 'Replaced' })
    }
  }
}
