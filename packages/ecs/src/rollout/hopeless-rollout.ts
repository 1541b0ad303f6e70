import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { isStoppable } from './decide.ts'
import { inTime, LATE, unlessCancelled } from './in-time.ts'
import { asProgress, progressOf } from './progress.ts'
import { isOurEntry } from './sight.ts'
import type { WatchPorts } from './watch-ports.ts'
import type { Watched } from './watched.ts'

/** Asking reads the tasks, so not with every look. */
const LOOKS_BETWEEN = 3

/** Tasks that do not run yet after that many looks may be failing without ECS counting them. */
const LOOKS_TO_START = 4

const ASK_MS = 10_000

/** Whether it is time to ask if waiting is of any use. */
export const isSuspect = (watched: Watched): boolean => {
  const { started, sight, looks, isLegacy, wish } = watched
  if (sight === undefined || wish !== undefined || looks % LOOKS_BETWEEN !== 0) return false
  if (!isLegacy && !isStoppable(watched)) return false
  const ours = sight.service?.deployments.find((entry) => isOurEntry(started, entry))
  const failures = Math.max(sight.deployment?.circuitBreaker?.failures ?? 0, ours?.failed ?? 0)
  const { running, requested } = progressOf(started, sight)
  const isShort = looks > LOOKS_TO_START && running < (requested ?? 0)
  return failures > 0 || isShort
}

/** Why a rollout will never succeed; undefined when that is not known. Rejects when cancelled. */
export const hopelessReason = async (
  ports: WatchPorts,
  { started, sight, deployment }: Watched,
): Promise<string | undefined> => {
  const { clock, hopeless, log, cancellation } = ports
  const progress = asProgress(started, sight, deployment)
  try {
    const asking = inTime(clock, ASK_MS, () => hopeless(started, progress))
    const answer = await unlessCancelled(cancellation, asking)
    return answer === LATE ? undefined : answer?.reason
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal)) throw thrown
    log.info(`${started.service}: the tasks could not be looked at: ${thrown.message}`)
    return undefined
  }
}
