import { UserError } from '@ci-kit/core/errors'
import { type Log, visible } from '@ci-kit/core/log'
import { decodeRecord, encodeRecord, type ImageRecord } from './record.ts'
import { MOST_COPIES, recordName } from './record-name.ts'
import type { RecordStore } from './record-store.ts'
import { saysTheSame } from './same-record.ts'

export type WritePorts = { readonly records: RecordStore; readonly log: Log }

/**
 * Keeps a record; answers the name of its artifact. One that says the same may
 * be there already, as when a job is run twice in one attempt. Rejects with
 * {@link UserError} when another one is.
 */
export const writeRecord = async (
  record: ImageRecord,
  { records, log }: WritePorts,
): Promise<string> => {
  for (let copy = 1; copy <= MOST_COPIES; copy += 1) {
    const name = recordName(record, copy)
    if (await records.write(name, encodeRecord(record))) {
      log.info(`The record of ${record.component} is artifact '${name}': ${record.image}`)
      return name
    }
    const stored = await records.list(name)
    for (const { read } of stored) {
      const other = decodeRecord(await read(), `The artifact '${name}'`)
      if (!saysTheSame(record, other)) throw taken(record, other)
    }
    if (stored.length > 0) {
      log.info(`The run has the same record of ${record.component} already, artifact '${name}'.`)
      return name
    }
    log.info(`The run has '${name}' already, which is not whole; the record gets another name.`)
  }
  throw new UserError(
    `The names '${recordName(record, 1)}' to '${recordName(record, MOST_COPIES)}' are taken by artifacts that are not whole. Run the job again: another attempt has other names.`,
  )
}

const taken = ({ component, image, attempt, job }: ImageRecord, other: ImageRecord): UserError =>
  new UserError(
    `Component '${component}' has a record of attempt ${attempt} already, from job '${visible(other.job, 100)}', which differs: it names ${other.image}, and job '${job}' names ${image}. Let one job write the record of a component, or give each its own 'name'.`,
  )
