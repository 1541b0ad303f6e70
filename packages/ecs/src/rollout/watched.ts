import { visible } from '@ci-kit/core/log'
import type { ServiceEvent } from '../model/service.ts'
import { judge } from './judge.ts'
import { judgeLegacy, legacyPicture } from './legacy.ts'
import type { Moment, StartedRollout } from './rollout.ts'
import { type Asked, ended, isGone, isOurEntry, type Sight, type Verdict, wait } from './sight.ts'
import { momentsBetween } from './timeline.ts'

/** All that is known of a rollout that is being watched. */
export type Watched = {
  readonly started: StartedRollout
  /** When the watch began, on our clock that never goes back. */
  readonly addedAt: number
  /** ARN of our service deployment, once found. */
  readonly deployment: string | undefined
  /** Service deployments cannot be read, or there is none: `deployments[]` must do. */
  readonly isLegacy: boolean
  readonly sight: Sight | undefined
  /** Looks so far. */
  readonly looks: number
  /** Looks in a row, the last included, that saw what {@link pictureOf} shows. */
  readonly looksAlike: number
  /** `deployments[]` showed ours as FAILED. */
  readonly hasFailed: boolean
  /** To be stopped, as soon as its service deployment is known. */
  readonly wish: Asked | undefined
  /** It was tried to stop it; that is tried once. */
  readonly isStopTried: boolean
  /** What ECS was asked to do, unless it refused. */
  readonly asked: Asked | undefined
  readonly timeline: readonly Moment[]
  readonly events: readonly ServiceEvent[]
}

/** Moments and events that are kept of one rollout: the latest. */
const MOST_KEPT = 1_000

/** One read of a service that is gone may be stale. */
const LOOKS_FOR_GONE = 2

export const watched = (started: StartedRollout, addedAt: number): Watched => ({
  started,
  addedAt,
  deployment: undefined,
  isLegacy: false,
  sight: undefined,
  looks: 0,
  looksAlike: 0,
  hasFailed: false,
  wish: undefined,
  isStopTried: false,
  asked: undefined,
  timeline: [],
  events: [],
})

/** With one more look. `now`: milliseconds since the epoch, for what ECS gives no time of. */
export const withSight = (before: Watched, sight: Sight, now: number): Watched => {
  const { started } = before
  const isAlike =
    before.sight !== undefined && pictureOf(before, before.sight) === pictureOf(before, sight)
  const events = newEvents(before, sight)
  const entries = sight.service?.deployments ?? []
  const hasFailed = entries.some(
    (entry) => isOurEntry(started, entry) && entry.rolloutState === 'FAILED',
  )
  const moments = [
    ...momentsBetween(started, before.sight, sight, now),
    ...events.map(({ at, message }) => ({ at, kind: 'event', text: visible(message, 500) })),
  ]
  return {
    ...before,
    sight,
    looks: before.looks + 1,
    looksAlike: isAlike ? before.looksAlike + 1 : 1,
    hasFailed: before.hasFailed || hasFailed,
    timeline: [...before.timeline, ...moments].slice(-MOST_KEPT),
    events: [...before.events, ...events].slice(-MOST_KEPT),
  }
}

/** What the step itself did or saw. */
export const withStep = (before: Watched, at: number, text: string): Watched => ({
  ...before,
  timeline: [...before.timeline, { at, kind: 'step', text }].slice(-MOST_KEPT),
})

const pictureOf = ({ started, isLegacy }: Watched, { deployment, service }: Sight): string => {
  if (service === undefined || isGone(service)) return 'gone'
  return isLegacy ? legacyPicture(started, service) : (deployment?.status ?? 'not found')
}

/** Oldest first; ECS answers the latest ones again with every look. */
const newEvents = ({ events, started }: Watched, { service }: Sight): readonly ServiceEvent[] => {
  const known = new Set(events.map(({ id }) => id))
  return (service?.events ?? [])
    .filter(({ id, at }) => at >= started.startedAt && !known.has(id))
    .toSorted((a, b) => a.at - b.at)
}

/** What the last look means. */
export const verdictOf = (now: Watched): Verdict => {
  const { sight, started, looksAlike, asked, hasFailed } = now
  if (sight === undefined) return wait('ECS has not answered yet.')
  const { service, deployment, newer } = sight
  if (service === undefined || isGone(service)) return gone(now)
  if (now.isLegacy) return judgeLegacy({ started, service, hasFailed, looksAlike })
  if (deployment === undefined) return wait('ECS does not list the deployment yet.')
  return judge({ started, deployment, newer, service, asked, looksAlike })
}

const gone = ({ looksAlike, sight, asked }: Watched): Verdict => {
  const state = sight?.service?.status ?? 'MISSING'
  if (looksAlike < LOOKS_FOR_GONE) return wait(`ECS says that the service is ${state}.`)
  const why = asked === undefined ? '' : ` ${asked.reason}`
  return ended({
    kind: 'failed',
    reason: `The service became ${state} while it was deployed, so nothing runs any more.${why}`,
  })
}
