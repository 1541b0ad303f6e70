import type { RolloutResult } from '@ci-kit/ecs/rollout/rollout'
import { type Ended, nextStart, obstacleIn, wavesToTakeBack, whyNotStarted } from './decisions.ts'
import { type OrderedService, wavesOf } from './order.ts'

/** What the step does with one service. `Started`: whatever `start` hands to `watch`. */
export type GroupPorts<Started> = {
  /** Sends its one update; undefined when there is no rollout to watch. */
  readonly start: (service: string) => Promise<Started | undefined>
  /** To its end; a failure elsewhere may end it as well. Called at once after `start`. */
  readonly watch: (started: Started) => Promise<RolloutResult>
  /**
   * Brings a service that had succeeded back to what it ran before, with a
   * further update; undefined when there is nothing to go back to.
   */
  readonly rollBack: (service: string, because: string) => Promise<RolloutResult | undefined>
  readonly onFailure: 'rollback' | 'leave'
  readonly cancellation: AbortSignal
}

/** What became of a service that was taken back because of another one. */
export type TakenBack =
  | { readonly kind: 'watched'; readonly result: RolloutResult }
  /** There was nothing to go back to. */
  | { readonly kind: 'left' }
  | { readonly kind: 'broken'; readonly error: unknown }

export type GroupMember = {
  readonly service: string
  readonly end: Ended | { readonly kind: 'not-started'; readonly reason: string }
  /** Undefined when it was not to be taken back. */
  readonly takenBack: TakenBack | undefined
}

/**
 * Deploys the services of a step, each once what it needs has succeeded, and
 * none after a failure. What was started is always waited for. After a failure
 * those that had succeeded go back, where the author wants so. In the order of
 * `services`. Throws a `UserError` before anything is started when their needs
 * cannot be met.
 */
export const runGroup = async <Started>(
  services: readonly OrderedService[],
  ports: GroupPorts<Started>,
): Promise<readonly GroupMember[]> => {
  const waves = wavesOf(services)
  const endings = await rollOut(services, ports)
  const takenBack =
    ports.onFailure === 'rollback' && !ports.cancellation.aborted
      ? await takeBack(waves, endings, ports)
      : new Map<string, TakenBack>()
  const { aborted } = ports.cancellation
  return services.map((each) => ({
    service: each.service,
    end: endings.get(each.service) ?? {
      kind: 'not-started',
      reason: whyNotStarted(each, endings, aborted),
    },
    takenBack: takenBack.get(each.service),
  }))
}

/** One start after the other, so that a refusal keeps the next from starting; all watched together. */
const rollOut = async <Started>(
  services: readonly OrderedService[],
  { start, watch, cancellation }: GroupPorts<Started>,
): Promise<ReadonlyMap<string, Ended>> => {
  const endings = new Map<string, Ended>()
  const begun = new Set<string>()
  const watching: Promise<void>[] = []

  const startReady = async (): Promise<void> => {
    for (;;) {
      const next = cancellation.aborted ? undefined : nextStart(services, begun, endings)
      if (next === undefined) return
      begun.add(next)
      const started = await attempt(() => start(next))
      if (started.kind === 'broken') endings.set(next, started)
      else if (started.value === undefined) endings.set(next, { kind: 'settled' })
      else watching.push(watchToEnd(next, started.value))
    }
  }
  let starting = startReady()
  const watchToEnd = async (service: string, started: Started): Promise<void> => {
    const watched = await attempt(() => watch(started))
    endings.set(
      service,
      watched.kind === 'broken' ? watched : { kind: 'watched', result: watched.value },
    )
    starting = starting.then(startReady)
    await starting
  }
  await starting
  for (let next = watching.shift(); next !== undefined; next = watching.shift()) await next
  return endings
}

const takeBack = async <Started>(
  waves: readonly (readonly OrderedService[])[],
  endings: ReadonlyMap<string, Ended>,
  { rollBack }: GroupPorts<Started>,
): Promise<ReadonlyMap<string, TakenBack>> => {
  const failed = obstacleIn(endings)
  const because = `'${failed?.service}' did not succeed (${failed?.reason})`
  const takenBack = new Map<string, TakenBack>()
  for (const wave of wavesToTakeBack(waves, endings)) {
    await Promise.all(
      wave.map(async (service) => {
        const back = await attempt(() => rollBack(service, because))
        if (back.kind === 'broken') takenBack.set(service, back)
        else if (back.value === undefined) takenBack.set(service, { kind: 'left' })
        else takenBack.set(service, { kind: 'watched', result: back.value })
      }),
    )
  }
  return takenBack
}

type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'broken'; readonly error: unknown }

/** What one service threw is its end, and the others still reach theirs; the caller throws it again. */
const attempt = async <T>(work: () => Promise<T>): Promise<Attempt<T>> => {
  try {
    return { kind: 'done', value: await work() }
  } catch (error) {
    return { kind: 'broken', error }
  }
}
