import type { Log } from '@ci-kit/core/log'
import { type EmbeddedRoot, INSTANCES, type Instance, type InstanceName } from './instance.ts'
import type { RootSource } from './root-source.ts'
import { pastValidity } from './validity.ts'

const MONTHS = 6

/**
 * The embedded trusted root of a known Sigstore, for those who never ask the
 * network: nothing of TUF comes along. What may be out of date is told.
 */
export const embeddedRoots = (
  which: InstanceName | Instance,
  log: Pick<Log, 'notice'>,
  now = new Date(),
): RootSource => {
  const instance = typeof which === 'string' ? INSTANCES[which] : which
  return {
    current: async () => {
      const embedded = await instance.embedded()
      const fault = staleness(embedded, now)
      if (fault !== undefined) log.notice(`The embedded trusted root of ${instance.name}: ${fault}`)
      return [{ name: instance.name, root: embedded.root }]
    },
    newer: async () => [],
  }
}

/** Why an embedded root may not be the newest any more, as a sentence. */
export const staleness = ({ root, asOf }: EmbeddedRoot, now: Date): string | undefined => {
  const old = new Date(asOf)
  old.setUTCMonth(old.getUTCMonth() + MONTHS)
  const past = pastValidity(root, now)
  if (past !== undefined || old >= now) return past
  return `it is of ${asOf}, more than ${MONTHS} months old, and may lack keys that are in use now. Update this action, or let the runner reach the instance's TUF repository.`
}
