import { messageOf, UserError } from '@ci-kit/core/errors'
import type { ReleaseRecord } from '@ci-kit/ecs/ledger/ledger'
import type { OutcomeKind } from '@ci-kit/ecs/rollout/outcome'
import type { Plan } from '../plan/plan.ts'
import type { Ports } from '../ports.ts'
import type { Settings } from '../settings.ts'

export type Recorded = {
  readonly record: string | undefined
  readonly unrecorded: string | undefined
}

/**
 * Writes down what is being left, as soon as it is: the mark has to be there
 * even when this job ends early. Does not stop the rollback when it cannot.
 */
export const beginRecord = async (
  plan: Plan,
  taskDefinition: string,
  settings: Settings,
  { ledger, log }: Pick<Ports, 'ledger' | 'log'>,
): Promise<Recorded> => {
  if (ledger === undefined) return { record: undefined, unrecorded: undefined }
  const { logUrl } = settings.origin
  try {
    const record = await ledger.begin(recordOf(plan, taskDefinition, settings), { logUrl })
    return { record, unrecorded: undefined }
  } catch (thrown) {
    return { record: undefined, unrecorded: unwritten(thrown, plan, log) }
  }
}

/** Tells the ledger the end; answers why it could not. */
export const endRecord = async (
  { record, unrecorded }: Recorded,
  plan: Plan,
  outcome: OutcomeKind,
  settings: Settings,
  { ledger, log }: Pick<Ports, 'ledger' | 'log'>,
): Promise<Recorded> => {
  if (ledger === undefined || record === undefined) return { record, unrecorded }
  const { environmentUrl, reason, origin } = settings
  try {
    const description = `Rollback: ${outcome}${reason && `. ${reason}`}`
    await ledger.end(record, { outcome, description, logUrl: origin.logUrl, environmentUrl })
    return { record, unrecorded }
  } catch (thrown) {
    return { record, unrecorded: unwritten(thrown, plan, log) }
  }
}

const unwritten = (thrown: unknown, { service }: Plan, log: Ports['log']): string => {
  if (!(thrown instanceof UserError)) throw thrown
  log.warning(`The rollback of ${service.name} is not in the ledger. ${messageOf(thrown)}`)
  return thrown.message
}

const recordOf = (
  { service, target, from, bad }: Plan,
  taskDefinition: string,
  { environment, reason, origin }: Settings,
): ReleaseRecord => ({
  task: 'rollback',
  service: service.arn,
  environment,
  taskDefinition,
  digests: target.digests,
  // Not known yet, and the newest one of the task definition is found without it.
  serviceDeployment: undefined,
  serviceRevision: undefined,
  previous: { taskDefinition: from.taskDefinition, digests: from.digests },
  migrations: 'none',
  commit: target.entry?.commit ?? '',
  ref: origin.ref,
  actor: origin.actor,
  reason,
  bad,
})
