import { limited } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { type Log, visible } from '@ci-kit/core/log'
import { decodeRecord, type ImageRecord } from './record.ts'
import { MOST_COPIES, parseRecordName, type RecordName } from './record-name.ts'
import type { RecordStore, StoredRecord } from './record-store.ts'
import { saysTheSame } from './same-record.ts'
import type { ThisRun } from './this-run.ts'

export type CollectPorts = {
  readonly records: RecordStore
  readonly log: Log
  readonly run: ThisRun
}

/** Downloads at a time. */
const LANES = 8

type Found = RecordName & { readonly stored: StoredRecord }

/**
 * The record of each component, in their order, of its newest attempt: when
 * failed jobs are run again, the others keep what they wrote. Rejects with
 * {@link UserError} for a component without a record, and for a record that is
 * not of this run or does not agree with another.
 */
export const collectRecords = async (
  expected: readonly string[],
  { records, log, run }: CollectPorts,
): Promise<readonly ImageRecord[]> => {
  if (expected.length === 0) return []
  const found = (await records.list()).flatMap((stored): readonly Found[] => {
    const name = parseRecordName(stored.name)
    return name === undefined ? [] : [{ ...name, stored }]
  })
  const names = new Set(found.map(({ component }) => component))
  const others = [...names].filter((component) => !expected.includes(component))
  if (others.length > 0)
    log.notice(
      `The run has records of components that are not expected, which are passed over: ${limited(others, 10)}.`,
    )
  const newest = expected.map((component) => newestOf(component, found, run))
  return inParallel(newest, LANES, (copies) => agreed(copies, run))
}

const newestOf = (component: string, all: readonly Found[], run: ThisRun): readonly Found[] => {
  const found = all.filter((each) => each.component === component)
  if (found.length === 0)
    throw new UserError(
      `Component '${component}' is expected, and the run has no record of it. Let the job that builds its image end with image-record, 'mode: write' and 'name: ${component}', and run it again.`,
    )
  const attempt = Math.max(...found.map((each) => each.attempt))
  if (attempt > run.attempt)
    throw new UserError(
      `Component '${component}' has a record of attempt ${attempt}, and this is attempt ${run.attempt}. Another job has made it up: look for who uploads artifacts named 'image-${component}-…'.`,
    )
  const copies = found.filter((each) => each.attempt === attempt)
  if (copies.length <= MOST_COPIES) return copies
  throw new UserError(
    `Component '${component}' has ${copies.length} records of attempt ${attempt}, and ${MOST_COPIES} are possible. Look for who else uploads artifacts named 'image-${component}-…'.`,
  )
}

const agreed = async (copies: readonly Found[], run: ThisRun): Promise<ImageRecord> => {
  const read = await inParallel(copies, 1, async (found) => {
    const origin = `The record of component '${found.component}', artifact '${visible(found.stored.name, 150)}',`
    const record = decodeRecord(await found.stored.read(), origin)
    requireOwn(record, found, run, origin)
    return record
  })
  const [first, ...others] = read
  if (first === undefined) throw new Error('There is a copy of every record that was found.')
  const other = others.find((each) => !saysTheSame(first, each))
  if (other === undefined) return first
  throw new UserError(
    `Component '${first.component}' has two records of attempt ${first.attempt} that differ: ${first.image} from job '${visible(first.job, 100)}', and ${other.image} from job '${visible(other.job, 100)}'. Let one job write the record of a component.`,
  )
}

const requireOwn = (record: ImageRecord, name: RecordName, run: ThisRun, origin: string): void => {
  const wanted = { ...name, repository: run.repository, commit: run.commit, runId: run.runId }
  for (const [what, is, should] of [
    ['component', record.component, wanted.component],
    ['attempt', record.attempt, wanted.attempt],
    ['repository', record.repository, wanted.repository],
    ['commit', record.commit, wanted.commit],
    ['run', record.runId, wanted.runId],
  ] as const)
    if (is !== should)
      throw new UserError(
        `${origin} is of ${what} '${visible(String(is), 100)}', and '${visible(String(should), 100)}' is wanted. It is not what this run made: run the job that builds the image again.`,
      )
}
