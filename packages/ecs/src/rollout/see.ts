import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { DeploymentsView } from './deployments-view.ts'
import { inTime, LATE, unlessCancelled } from './in-time.ts'
import { type Looked, look } from './look.ts'
import { refusalKind } from './refusal-kind.ts'
import type { WatchPorts } from './watch-ports.ts'
import { type Watched, withSight } from './watched.ts'

/** Calls have their own limits; this one is for those that hang in spite of them. */
const LOOK_MS = 30_000

/** A list that lags behind shows ours within seconds; then there is no service deployment. */
const LOOKS_TO_FIND = 10

/** After one more look. */
export type Seen = {
  readonly rollouts: readonly Watched[]
  /** Why nothing was seen this time, as a sentence; it is worth another try. */
  readonly trouble?: string
  /** Why nothing will ever be seen, as a sentence. */
  readonly end?: string
}

/** Looks at all rollouts, and says what stands in the way. Rejects when cancelled. */
export const see = async (
  ports: WatchPorts,
  view: DeploymentsView,
  rollouts: readonly Watched[],
): Promise<Seen> => {
  const { clock, services, cancellation } = ports
  try {
    const looking = inTime(clock, LOOK_MS, (signal) => look(view, services, rollouts, signal))
    const looked = await unlessCancelled(cancellation, looking)
    if (looked === LATE) return { rollouts, trouble: 'ECS has not answered for 30 seconds.' }
    return { rollouts: afterLook(ports, rollouts, looked) }
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal)) throw thrown
    return refusalKind(thrown) === 'passing'
      ? { rollouts, trouble: thrown.message }
      : { rollouts, end: thrown.message }
  }
}

const afterLook = (
  ports: WatchPorts,
  rollouts: readonly Watched[],
  { sights, refusal }: Looked,
): readonly Watched[] => {
  if (refusal !== undefined)
    ports.log.notice(
      `The rollout is judged by what ECS tells of the services alone, with less detail, and cannot be stopped by this step: ${refusal.message}`,
    )
  return rollouts.map((before) => {
    const sight = sights.get(before.started.service)
    if (sight === undefined) return before
    const view = { ...before, isLegacy: before.isLegacy || refusal !== undefined }
    const after = withSight(view, sight, ports.clock.now())
    return patient(ports, found(ports, after))
  })
}

/** Tells of a service deployment of ours the first time that it is seen. */
const found = ({ onFound }: WatchPorts, watched: Watched): Watched => {
  const deployment = watched.sight?.deployment
  if (deployment === undefined || watched.deployment !== undefined) return watched
  onFound(watched.started.service, deployment)
  return { ...watched, deployment: deployment.arn }
}

const patient = ({ log }: WatchPorts, watched: Watched): Watched => {
  const { deployment, isLegacy, looks, started } = watched
  if (isLegacy || deployment !== undefined || looks < LOOKS_TO_FIND) return watched
  log.notice(
    `${started.service}: ECS lists no service deployment for this update, so it is judged by what ECS tells of the service alone, with less detail.`,
  )
  return { ...watched, isLegacy: true }
}
