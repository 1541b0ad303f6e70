import { FailedResult } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../run.ts'

/** What follows a deployment follows one that is over: nobody knows yet how the others end. */
export const tellLeftOut = (
  { task: wishes, schedules }: Inputs,
  { log }: Pick<Ports, 'log'>,
): void => {
  const left = [
    ...(wishes?.when === 'after' ? ['no task was run'] : []),
    ...(schedules.trim() === '' ? [] : ['no scheduled task was set']),
  ]
  if (left.length > 0)
    log.warning(`The deployment has not ended yet, so ${left.join(', and ')}. Do so once it has.`)
}

/** A schedule that runs an old release is a release that is not whole. */
export const setSchedules = async (
  arns: readonly string[],
  outputs: Outputs,
  ports: Pick<Ports, 'schedules' | 'log'>,
): Promise<void> => {
  const all = (await ports.schedules?.update([...new Set(arns)])) ?? []
  for (const { message } of all.filter(({ state }) => state !== 'failed')) ports.log.info(message)
  const failed = all.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return
  throw new FailedResult(failed.map(({ message }) => message).join(' '), {
    ...outputs,
    outcome: 'failed',
  })
}
