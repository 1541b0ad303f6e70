import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Diagnosis } from '@ci-kit/ecs/diagnosis/diagnosis'
import type { Health } from '@ci-kit/ecs/health/health'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'

export type EndRolloutPorts = {
  readonly cancellation: AbortSignal
  /** Health of the service after it is steady; answers at once where nothing is to be asked. */
  health(): Promise<Health>
  /** The cause, asked before tasks and logs are gone. */
  diagnose(result: RolloutResult): Promise<Diagnosis>
  /** Takes back what neither ECS nor the watch has taken back, where the author wants it. */
  takeBack(result: RolloutResult): Promise<RolloutResult>
}

export type EndedRollout = {
  readonly result: RolloutResult
  readonly diagnosis: Diagnosis | undefined
}

const BAD: readonly RolloutResult['outcome']['kind'][] = ['failed', 'rolled-back', 'timed-out']

/** What follows a rollout: a healthy one is done, everything else is diagnosed and taken back. */
export const endRollout = async (
  watched: RolloutResult,
  ports: EndRolloutPorts,
): Promise<EndedRollout> => {
  const result = watched.outcome.kind === 'succeeded' ? await checked(watched, ports) : watched
  if (!BAD.includes(result.outcome.kind)) return { result, diagnosis: undefined }
  const diagnosis = await causeOf(result, ports)
  // A cancelled job has no time for a rollback: what it stopped by itself is on its way back.
  if (ports.cancellation.aborted) return { result, diagnosis }
  return { result: await ports.takeBack(result), diagnosis }
}

/** What cannot be seen is not healthy, and a cancelled check proves nothing. */
const checked = async (
  result: RolloutResult,
  { health, cancellation }: EndRolloutPorts,
): Promise<RolloutResult> => {
  try {
    const answer = await health()
    if (answer.outcome === 'healthy') return result
    return { ...result, outcome: { kind: 'failed', reason: answer.reason } }
  } catch (thrown) {
    if (cancellation.aborted) return { ...result, outcome: { kind: 'cancelled' } }
    if (!(thrown instanceof UserError)) throw thrown
    return { ...result, outcome: { kind: 'failed', reason: messageOf(thrown) } }
  }
}

/** A cause that cannot be asked for must not keep a bad release in place. */
const causeOf = async (
  result: RolloutResult,
  { diagnose, cancellation }: EndRolloutPorts,
): Promise<Diagnosis | undefined> => {
  try {
    return await diagnose(result)
  } catch (thrown) {
    if (cancellation.aborted) return undefined
    if (!(thrown instanceof UserError)) throw thrown
    const unknown = [`The cause could not be asked for: ${messageOf(thrown)}`]
    return { service: result.service, causes: [], targets: [], firedAlarms: [], unknown }
  }
}
