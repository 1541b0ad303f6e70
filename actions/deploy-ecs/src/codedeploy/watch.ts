import type { Clock } from '@ci-kit/core/clock'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { Moment, RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import type { CodeDeploy } from './codedeploy.ts'
import { judge, missingOf, type Seen, type Verdict } from './judge.ts'
import { look } from './look.ts'
import { momentsBetween, progressOf } from './moments.ts'
import { cancelled, limitReached, tell } from './stop.ts'

/** A deployment of CodeDeploy to watch. */
export type CodeDeployRollout = {
  readonly service: string
  /** Its id, `d-…`. */
  readonly deployment: string
  /** Names of the cluster and the service with a colon between. */
  readonly target: string
  readonly limitMs: number
  /** The group rolls back by itself when a deployment fails. */
  readonly rollsBackOnFailure: boolean
}

export type WatchPorts = {
  readonly codeDeploy: Pick<CodeDeploy, 'describe' | 'target'>
  /** Over a connection that the cancellation does not end. */
  readonly stopping: Pick<CodeDeploy, 'stop'>
  readonly clock: Clock
  /** How long to wait before the next look, by what has passed; milliseconds. */
  readonly pauseAfter: (elapsedMs: number) => number
  readonly tell: (service: string, moment: Moment) => void
  /** Something that limits what can be seen, once. */
  readonly notice: (text: string) => void
  readonly onFailure: 'rollback' | 'leave'
  readonly onCancel: 'rollback' | 'leave'
  readonly signal?: AbortSignal
}

/** What is known of a watch that goes on. */
export type Watch = {
  seen: Seen | undefined
  limitMs: number
  looksLeft: number
  stopped: { readonly reason: string } | undefined
  readonly startedAt: number
  readonly timeline: Moment[]
}

/** How often the name of a rollback that has to come is asked for before it is given up. */
const ROLLBACK_LOOKS = 5

/**
 * Watches a deployment to its end, and that of its rollback. Stops it with a
 * rollback, once, when the limit is reached or the action is cancelled and the
 * author wants so. Rejects with an `AwsRefusal` when it cannot be seen.
 */
export const watchCodeDeploy = async (
  rollout: CodeDeployRollout,
  ports: WatchPorts,
): Promise<RolloutResult> => {
  const watch: Watch = {
    seen: undefined,
    limitMs: rollout.limitMs,
    looksLeft: ROLLBACK_LOOKS,
    stopped: undefined,
    startedAt: ports.clock.elapsed(),
    timeline: [],
  }
  const looking = look(rollout, ports)
  const outcome = await untilEnd(rollout, ports, watch, looking)
  return {
    service: rollout.service,
    outcome,
    progress: progressOf(watch.seen),
    timeline: watch.timeline,
    events: [],
    tookMs: tookMs(watch, ports.clock),
    stopped: watch.stopped,
  }
}

const untilEnd = async (
  rollout: CodeDeployRollout,
  ports: WatchPorts,
  watch: Watch,
  looking: () => Promise<Seen>,
): Promise<Outcome> => {
  for (;;) {
    const seen = await unlessCancelled(ports, looking)
    if (seen === undefined) return cancelled(rollout, ports, watch)
    for (const moment of momentsBetween(watch.seen, seen, ports.clock.now())) {
      tell(rollout, ports, watch, moment)
    }
    watch.seen = seen
    const verdict = verdictOf(rollout, watch, seen)
    if (verdict.kind === 'end') return verdict.outcome
    const passed = ports.clock.elapsed() - watch.startedAt
    if (passed >= watch.limitMs) {
      const goesOn = await limitReached(rollout, ports, watch)
      if (!goesOn) return { kind: 'timed-out', missing: missingOf(seen) }
    }
    const pause = Math.max(1, Math.min(ports.pauseAfter(passed), watch.limitMs - passed))
    const slept = await unlessCancelled(ports, async () => {
      await ports.clock.sleep(pause, ports.signal)
      return true
    })
    if (slept === undefined) return cancelled(rollout, ports, watch)
  }
}

/** A rollback that was to come and is not named for some looks does not come. */
const verdictOf = (rollout: CodeDeployRollout, watch: Watch, seen: Seen): Verdict => {
  const expects = watch.stopped !== undefined || rollout.rollsBackOnFailure
  const verdict = judge(seen, expects, watch.stopped?.reason)
  if (verdict.kind !== 'expect-rollback') return verdict
  watch.looksLeft -= 1
  return watch.looksLeft > 0 ? verdict : judge(seen, false, watch.stopped?.reason)
}

/** Undefined when the action was cancelled. */
const unlessCancelled = async <T>(
  { signal }: WatchPorts,
  work: () => Promise<T>,
): Promise<T | undefined> => {
  if (signal?.aborted) return undefined
  try {
    return await work()
  } catch (thrown) {
    if (signal?.aborted) return undefined
    throw thrown
  }
}

const tookMs = ({ seen, startedAt }: Watch, clock: Clock): number => {
  const { createdAt, completedAt } = seen?.deployment ?? {}
  return createdAt !== undefined && completedAt !== undefined
    ? completedAt - createdAt
    : clock.elapsed() - startedAt
}
