import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { deploymentsView } from './deployments-view.ts'
import { inTime, LATE } from './in-time.ts'
import type { Stopper, Stopping } from './stop-once.ts'
import type { WatchPorts } from './watch-ports.ts'
import { type Watched, withStep } from './watched.ts'

/** For each rollout and each of the two things to do; the runner kills 7.5 s after a cancellation. */
const CALL_MS = 2_000

const REASON = 'The job was cancelled.'

/**
 * Tells ECS to roll back what is active, all at the same time, and waits for
 * no end: whoever reads the result knows only that it was asked.
 */
export const cancelRollouts = (
  ports: WatchPorts,
  stop: Stopper,
  rollouts: readonly Watched[],
): Promise<readonly Watched[]> =>
  Promise.all(rollouts.map((watched) => cancelled(ports, stop, watched)))

const cancelled = async (ports: WatchPorts, stop: Stopper, watched: Watched): Promise<Watched> => {
  const { service } = watched.started
  const isGoingBack = watched.sight?.deployment?.status.startsWith('ROLLBACK_') ?? false
  if (watched.isStopTried || isGoingBack) return watched
  const arn = watched.deployment ?? (await find(ports, watched))
  if (arn === undefined) {
    ports.log.warning(
      `${service}: nothing was rolled back after the cancellation, because its service deployment is not known. It may still run.`,
    )
    return watched
  }
  const answer = await inTime(ports.clock, CALL_MS, () => stop(arn))
  const stopping: Stopping = answer === LATE ? { kind: 'unsure' } : answer
  const text = TEXTS[stopping.kind]
  ports.log.info(`${service}: ${text}${stopping.kind === 'refused' ? ` ${stopping.why}` : ''}`)
  const isAsked = stopping.kind === 'accepted' || stopping.kind === 'unsure'
  return {
    ...withStep(watched, ports.clock.now(), text),
    deployment: arn,
    isStopTried: true,
    asked: isAsked ? { why: 'cancel', reason: REASON } : undefined,
  }
}

const TEXTS: Readonly<Record<Stopping['kind'], string>> = {
  accepted: 'cancelled: ECS was told to roll back, and does so now.',
  unsure: 'cancelled: ECS was told to roll back, but has not answered.',
  ended: 'cancelled: the deployment had already ended, so there was nothing to roll back.',
  refused: 'cancelled, but ECS refused to roll back, so the deployment goes on.',
}

const find = async (ports: WatchPorts, { started }: Watched): Promise<string | undefined> => {
  const view = deploymentsView(ports.stopping)
  try {
    const found = await inTime(ports.clock, CALL_MS, (signal) => view.find([started], signal))
    return found === LATE ? undefined : found.get(started.service)?.ours?.arn
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal)) throw thrown
    ports.log.warning(thrown.message)
    return undefined
  }
}
