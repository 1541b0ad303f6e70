import { cancelRollouts } from './cancel-rollouts.ts'
import { GRACE_MS } from './decide.ts'
import { deploymentsView } from './deployments-view.ts'
import { pauseBefore } from './poll-schedule.ts'
import type { RolloutResult, StartedRollout } from './rollout.ts'
import { type RolloutBoard, rolloutBoard } from './rollout-board.ts'
import { type RoundTools, round } from './round.ts'
import { stopper } from './stop-once.ts'
import { teller } from './teller.ts'
import type { WatchPorts, WatchSettings } from './watch-ports.ts'

/** One poll loop for all rollouts of a step. */
export type RolloutWatch = {
  /**
   * Watches one more rollout, also while others are watched. Answers how it
   * ended, and never rejects because of what ECS says: what cannot be watched
   * has failed, with the reason. Rejects with a UserError when the service is
   * being watched; it may be added again when its result is there. After a
   * cancellation what is added is rolled back and told as cancelled, so that
   * an update under way is not forgotten.
   */
  add(started: StartedRollout): Promise<RolloutResult>
}

export const rolloutWatch = (ports: WatchPorts, settings: WatchSettings): RolloutWatch => {
  const { clock } = ports
  const board = rolloutBoard(clock)
  const tools: RoundTools = {
    ports,
    settings,
    view: deploymentsView(ports.deployments),
    teller: teller(ports.log, clock),
    stop: stopper(clock, ports.stopping),
  }
  let isRunning = false
  const run = async () => {
    if (isRunning) return
    isRunning = true
    try {
      // Somebody may add one while the last of the others end.
      while (board.all().length > 0) await watchUnlessCancelled(tools, board)
    } catch (thrown) {
      board.fail(thrown)
    } finally {
      isRunning = false
    }
  }
  return {
    add: (started) => {
      const result = board.add(started)
      void run()
      return result
    },
  }
}

const watchUnlessCancelled = async (tools: RoundTools, board: RolloutBoard): Promise<void> => {
  const { ports, settings, stop } = tools
  try {
    await watchAll(tools, board)
  } catch (thrown) {
    if (!ports.cancellation.aborted) throw thrown
    const rollouts = board.all()
    const after =
      settings.onCancel === 'leave' ? rollouts : await cancelRollouts(ports, stop, rollouts)
    for (const rollout of after) board.settle(rollout, { kind: 'cancelled' })
  }
}

/** Until nothing is left. Rejects when cancelled. */
const watchAll = async (tools: RoundTools, board: RolloutBoard): Promise<void> => {
  const { clock, cancellation } = tools.ports
  let lookMs = 0
  let lookedAt = clock.elapsed()
  while (board.all().length > 0) {
    const spent = clock.elapsed() - lookedAt
    await clock.sleep(Math.max(0, pause(tools, board, lookMs) - spent), cancellation)
    const before = clock.elapsed()
    const after = await round(tools, board.all(), board.elapsed, board.groupFailure())
    lookedAt = after.lookedAt
    lookMs = lookedAt - before
    board.take(after)
  }
}

/** As the youngest rollout needs it, and never past a limit. */
const pause = ({ ports, settings }: RoundTools, board: RolloutBoard, lookMs: number): number => {
  const ages = board.all().map(({ addedAt }) => ports.clock.elapsed() - addedAt)
  const next = pauseBefore(Math.min(...ages), settings.maxDelayMs, lookMs)
  const limits = [settings.limitMs, settings.limitMs + GRACE_MS].map((at) => at - board.elapsed())
  return Math.min(next, ...limits.filter((left) => left > 0))
}
