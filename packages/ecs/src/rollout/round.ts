import { decide, isStoppable } from './decide.ts'
import type { DeploymentsView } from './deployments-view.ts'
import { hopelessReason, isSuspect } from './hopeless-rollout.ts'
import { unlessCancelled } from './in-time.ts'
import type { Outcome } from './outcome.ts'
import { type Seen, see } from './see.ts'
import type { Stopper } from './stop-once.ts'
import { stopRollout } from './stop-rollout.ts'
import type { Teller } from './teller.ts'
import type { WatchPorts, WatchSettings } from './watch-ports.ts'
import type { Watched } from './watched.ts'

export type RoundTools = {
  readonly ports: WatchPorts
  readonly settings: WatchSettings
  readonly view: DeploymentsView
  readonly teller: Teller
  readonly stop: Stopper
}

/** A rollout after a round; without an outcome it goes on. */
export type Member = { readonly watched: Watched; readonly outcome: Outcome | undefined }

export type Round = {
  readonly members: readonly Member[]
  /** When the look had answered, on the clock of `elapsed`. */
  readonly lookedAt: number
  /** Why the group is rolled back; undefined while nothing has failed. */
  readonly groupFailure: string | undefined
}

/** One look at all rollouts, and what follows from it. Rejects when cancelled. */
export const round = async (
  tools: RoundTools,
  rollouts: readonly Watched[],
  elapsed: () => number,
  groupFailure: string | undefined,
): Promise<Round> => {
  const { ports, teller } = tools
  const seen = await see(ports, tools.view, rollouts)
  const lookedAt = ports.clock.elapsed()
  if (seen.trouble !== undefined) teller.trouble(seen.trouble)
  else seen.rollouts.forEach(teller.tell)
  const decided = seen.rollouts.map((watched) => afterLook(tools, watched, seen, elapsed()))
  const asked = await Promise.all(decided.map((member) => afterDoubt(tools, seen, member)))
  const failure = groupFailure ?? groupFailureOf(tools.settings, asked)
  const wished = asked.map((member) => withGroupWish(member, failure))
  const acting = Promise.all(wished.map((member) => afterWish(tools, member)))
  const members = await unlessCancelled(ports.cancellation, acting)
  return { members, lookedAt, groupFailure: failure }
}

const afterLook = (
  { settings }: RoundTools,
  watched: Watched,
  { end, trouble }: Seen,
  elapsedMs: number,
): Member => {
  if (end !== undefined) {
    const reason = `The rollout can no longer be watched, and may still run. ${end}`
    return { watched, outcome: { kind: 'failed', reason } }
  }
  const decision = decide(watched, settings, elapsedMs, trouble)
  if (decision.kind === 'ended') return { watched, outcome: decision.outcome }
  return {
    watched: decision.kind === 'stop' ? { ...watched, wish: decision.asked } : watched,
    outcome: undefined,
  }
}

/** Asks whether waiting is of any use. */
const afterDoubt = async (tools: RoundTools, seen: Seen, member: Member): Promise<Member> => {
  const { ports, settings } = tools
  const { watched, outcome } = member
  if (outcome !== undefined || seen.trouble !== undefined || !isSuspect(watched)) return member
  const reason = await hopelessReason(ports, watched)
  if (reason === undefined) return member
  if (settings.onFailure === 'leave') return { watched, outcome: { kind: 'failed', reason } }
  return { watched: { ...watched, wish: { why: 'failure', reason } }, outcome }
}

/** What takes the group down. A service that somebody else deployed meanwhile does not. */
const groupFailureOf = (
  { group }: WatchSettings,
  members: readonly Member[],
): string | undefined => {
  const failed = members.find(
    ({ watched, outcome }) =>
      ['failed', 'rolled-back', 'timed-out'].includes(outcome?.kind ?? '') ||
      watched.wish?.why === 'failure',
  )
  return group === 'leave' || failed === undefined
    ? undefined
    : `Service ${failed.watched.started.service} of the same group was not deployed.`
}

const withGroupWish = (member: Member, failure: string | undefined): Member => {
  const { watched, outcome } = member
  const isFree = outcome === undefined && watched.wish === undefined && !watched.isStopTried
  const canWish = watched.deployment === undefined || isStoppable(watched)
  if (failure === undefined || !isFree || !canWish) return member
  return { watched: { ...watched, wish: { why: 'group', reason: failure } }, outcome }
}

const afterWish = async (
  { ports, stop }: RoundTools,
  { watched, outcome }: Member,
): Promise<Member> =>
  outcome === undefined ? stopRollout(ports, stop, watched) : { watched, outcome }
