import { FailedResult } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Ledger } from '@ci-kit/ecs/ledger/ledger'
import { withOutputsSoFar } from '../outputs-so-far.ts'
import type { Planned } from '../plan/plan-json.ts'
import { changesAnything } from '../plan/plan-json.ts'

/** Whether `later` holds `earlier` and more. Rejects with a `UserError` when nobody can tell. */
export type IsAhead = (earlier: string, later: string) => Promise<boolean>

/**
 * The commit that a service runs by its records, where that commit holds the
 * one of this run and more. Undefined for another line of history, and where
 * no record says it.
 */
export type NewerCommit = (service: string) => Promise<string | undefined>

/** What failed was mostly taken back, so the one before counts; after so many nobody knows. */
const MOST_FAILED = 50

/** The newest record that did not fail, a deployment or a rollback, says what a service runs. */
export const newerCommit =
  (
    { entries, state }: Pick<Ledger, 'entries' | 'state'>,
    { environment, commit }: { readonly environment: string; readonly commit: string },
    isAhead: IsAhead,
  ): NewerCommit =>
  async (service) => {
    for (const entry of await entries(service, environment, MOST_FAILED)) {
      if ((await state(entry)) === 'failed') continue
      if (entry.commit === '' || entry.commit === commit) return undefined
      return (await isAhead(commit, entry.commit)) ? entry.commit : undefined
    }
    return undefined
  }

/** Services that are asked for at a time. */
const LANES = 8

/**
 * Throws a {@link FailedResult} with outcome `superseded` when a service that
 * would change runs a newer commit already: jobs do not always start in the
 * order of their commits. When nobody can tell, it is the reason with outcome
 * `failed`.
 */
export const refuseOlder = async (
  planned: readonly Planned[],
  newer: NewerCommit | undefined,
  commit: string,
  outputs: Outputs,
): Promise<void> => {
  if (newer === undefined) return
  const services = planned.filter(changesAnything).flatMap(({ prepared }) => prepared.service ?? [])
  const found = await withOutputsSoFar(
    () => outputs,
    () =>
      inParallel(services, LANES, async ({ arn, name }) => ({ name, commit: await newer(arn) })),
  )
  const ahead = found.find((each) => each.commit !== undefined)
  if (ahead?.commit === undefined) return
  throw new FailedResult(
    `Nothing was deployed. Service ${ahead.name} was given commit ${short(ahead.commit)} by now, which is newer than ${short(commit)} and holds it. Nothing is missing, unless that run fails; to go back on purpose, use action rollback, or set 'older-commit: deploy'.`,
    { ...outputs, outcome: 'superseded' },
  )
}

const short = (commit: string): string => commit.slice(0, 12)
