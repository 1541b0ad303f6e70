import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import type { OrderedService } from './order.ts'

/** How one service of a step ended, of those that were begun. */
export type Ended =
  /** Nothing had to be replaced: it ran already what is wanted, or only settings changed. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'watched'; readonly result: RolloutResult }
  /** It was refused, or could not be watched any more. */
  | { readonly kind: 'broken'; readonly error: unknown }

type Endings = ReadonlyMap<string, Ended>

/** What keeps the step from starting more. */
type Obstacle = {
  readonly service: string
  readonly reason: string
  /** Whether services that had succeeded go back for it. */
  readonly isFailure: boolean
}

/**
 * The first service that did not end well, failures first. A pause that was
 * waited for is none. Another run that took over, or a cancellation, stops the
 * step but takes nothing back: what the others run may be wanted by now.
 */
export const obstacleIn = (endings: Endings): Obstacle | undefined => {
  const obstacles = [...endings].flatMap(([service, ended]) => obstacleOf(service, ended) ?? [])
  return obstacles.find(({ isFailure }) => isFailure) ?? obstacles[0]
}

const obstacleOf = (service: string, ended: Ended): Obstacle | undefined => {
  if (ended.kind === 'settled') return undefined
  if (ended.kind === 'broken') {
    return { service, reason: visible(messageOf(ended.error), 500), isFailure: true }
  }
  const { outcome } = ended.result
  switch (outcome.kind) {
    case 'succeeded':
    case 'paused':
      return undefined
    case 'rolled-back':
    case 'failed':
      return { service, reason: `${outcome.kind}: ${outcome.reason}`, isFailure: true }
    case 'timed-out':
      return { service, reason: `timed-out: ${outcome.missing.join(' ')}`, isFailure: true }
    case 'superseded':
    case 'cancelled':
      return { service, reason: outcome.kind, isFailure: false }
  }
}

const hasSucceeded = (ended: Ended | undefined): boolean =>
  ended?.kind === 'settled' ||
  (ended?.kind === 'watched' && ended.result.outcome.kind === 'succeeded')

/** The next service to start; undefined when none is ready, or none may be started any more. */
export const nextStart = (
  services: readonly OrderedService[],
  begun: ReadonlySet<string>,
  endings: Endings,
): string | undefined => {
  if (obstacleIn(endings) !== undefined) return undefined
  return services.find(
    ({ service, needs }) =>
      !begun.has(service) && needs.every((need) => hasSucceeded(endings.get(need))),
  )?.service
}

/** Why a service was not started, as a sentence. */
export const whyNotStarted = (
  { needs }: OrderedService,
  endings: Endings,
  isCancelled: boolean,
): string => {
  const obstacle = obstacleIn(endings)
  if (obstacle !== undefined) {
    return `Not started, because '${visible(obstacle.service, 200)}' did not succeed.`
  }
  if (isCancelled) return 'Not started, because the job was cancelled.'
  const open = needs.find((need) => !hasSucceeded(endings.get(need))) ?? ''
  const ended = endings.get(open)
  const isPaused = ended?.kind === 'watched' && ended.result.outcome.kind === 'paused'
  return `Not started, because it needs '${visible(open, 200)}', which ${isPaused ? 'is paused' : 'was not deployed'}.`
}

/**
 * The services to take back after a failure, in waves, those that need others
 * before what they need: all that had succeeded in replacing tasks.
 */
export const wavesToTakeBack = (
  waves: readonly (readonly OrderedService[])[],
  endings: Endings,
): readonly (readonly string[])[] => {
  if (obstacleIn(endings)?.isFailure !== true) return []
  return waves
    .map((wave) =>
      wave
        .map(({ service }) => service)
        .filter((service) => {
          const ended = endings.get(service)
          return ended?.kind === 'watched' && ended.result.outcome.kind === 'succeeded'
        }),
    )
    .filter((wave) => wave.length > 0)
    .toReversed()
}
