import { randomUUID } from 'node:crypto'
import type { Clock } from '@ci-kit/core/clock'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { OutcomeKind } from '../rollout/outcome.ts'
import type { Ledger, RecordState } from './ledger.ts'
import { changeLedgerFile, type LedgerLine, readLedgerFile } from './ledger-file.ts'

/**
 * The ledger in a JSON file, for use outside GitHub. Every change is written
 * whole beside the file and renamed over it, by one process at a time. A file
 * that cannot be read is an error and stays as it is.
 */
export const fileLedger = (path: string, clock: Pick<Clock, 'now' | 'sleep'>): Ledger => ({
  entries: async (service, environment, most) =>
    (await readLedgerFile(path))
      .filter(({ record }) => record.service === service && record.environment === environment)
      .map(({ id, createdAt, record, logUrl }) => ({ ...record, id, createdAt, url: logUrl }))
      .toReversed()
      .slice(0, most),
  state: async ({ id }) =>
    (await readLedgerFile(path)).find((line) => line.id === id)?.state ?? 'unknown',
  begin: async (record, { logUrl }) => {
    const id = randomUUID()
    const line: LedgerLine = { id, createdAt: clock.now(), state: 'running', record, logUrl }
    await changeLedgerFile(path, clock, (lines) => [...lines, line])
    return id
  },
  end: (id, { outcome, description }) =>
    changeLedgerFile(path, clock, (lines) => {
      if (!lines.some((line) => line.id === id)) {
        throw new UserError(
          `The ledger ${visible(path, 200)} has no record ${visible(id, 100)} any more. Somebody changed the file while this ran.`,
        )
      }
      return lines.map((line) =>
        line.id === id ? { ...line, state: STATES[outcome], description } : line,
      )
    }),
})

const STATES: Readonly<Record<OutcomeKind, RecordState>> = {
  succeeded: 'succeeded',
  'rolled-back': 'failed',
  failed: 'failed',
  superseded: 'unknown',
  paused: 'running',
  'timed-out': 'failed',
  cancelled: 'failed',
}
