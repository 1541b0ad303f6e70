import type { Clock } from '@ci-kit/core/clock'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import type { RolloutResult, StartedRollout } from '@ci-kit/ecs/rollout/rollout'
import type { WatchPorts, WatchSettings } from '@ci-kit/ecs/rollout/watch-ports'
import { type RolloutWatch, rolloutWatch } from '@ci-kit/ecs/rollout/watch-rollouts'
import { virtualTime } from '../../../fakes/virtual-time.ts'
import { type EcsModel, ecsModel, type ModelOptions } from './ecs-model.ts'
import { aStarted, deploymentArn } from './samples.ts'

export const SETTINGS: WatchSettings = {
  limitMs: 1_800_000,
  maxDelayMs: 15_000,
  onFailure: 'rollback',
  onCancel: 'rollback',
  group: 'rollback',
}

export type Scene = Omit<ModelOptions, 'clock' | 'scripts'> & {
  readonly scripts?: ModelOptions['scripts']
  readonly settings?: Partial<WatchSettings>
  readonly started?: Partial<StartedRollout>
  readonly hopeless?: WatchPorts['hopeless']
  /** Milliseconds after the start. */
  readonly cancelAt?: number
  /** Milliseconds after a stop was sent, which is then under way. */
  readonly cancelAfterStop?: number
  /** Instead of adding all services at once. */
  readonly play?: (watch: RolloutWatch, start: StartOf) => Promise<readonly RolloutResult[]>
}

export type StartOf = (service: string) => StartedRollout

export type Watching = {
  readonly results: readonly RolloutResult[]
  readonly model: EcsModel
  readonly lines: readonly string[]
  readonly notices: readonly string[]
  readonly found: readonly ServiceDeployment[]
  /** When each result was told, by names of services; of the virtual clock, milliseconds. */
  readonly endedAt: ReadonlyMap<string, number>
  readonly cancelledAt: number | undefined
  /** Of the virtual clock, milliseconds. */
  readonly tookMs: number
}

/** Plays a rollout through the watch in virtual time. */
export const watching = async (scene: Scene): Promise<Watching> => {
  const time = virtualTime()
  const clock: Clock = { ...time, sleep: abortableSleep(time) }
  const { scripts = { web: [] } } = scene
  const lines: string[] = []
  const notices: string[] = []
  const found: ServiceDeployment[] = []
  const cancellation = new AbortController()
  let cancelledAt: number | undefined
  const cancelIn = async (milliseconds: number | undefined) => {
    if (milliseconds === undefined) return
    await time.sleep(milliseconds)
    cancelledAt ??= time.elapsed()
    cancellation.abort(new Error('cancelled'))
  }
  void cancelIn(scene.cancelAt)
  const onCall = (operation: string) => {
    if (operation === 'StopServiceDeployment') void cancelIn(scene.cancelAfterStop)
  }
  const model = ecsModel({ ...scene, clock, scripts, onCall })
  const watch = rolloutWatch(
    {
      services: model.services,
      deployments: model.deployments,
      stopping: model.deployments,
      clock,
      log: {
        info: (text) => lines.push(text),
        notice: (text) => notices.push(text),
        warning: (text) => notices.push(text),
      },
      cancellation: cancellation.signal,
      hopeless: scene.hopeless ?? (async () => undefined),
      onFound: (_, deployment) => found.push(deployment),
    },
    { ...SETTINGS, ...scene.settings },
  )
  const start: StartOf = (service) =>
    aStarted({ service, before: [deploymentArn('old', service)], ...scene.started })
  const endedAt = new Map<string, number>()
  const add = async (service: string) => {
    const result = await watch.add(start(service))
    endedAt.set(service, time.elapsed())
    return result
  }
  const all = () => Promise.all(Object.keys(scripts).map(add))
  const play = scene.play ?? all
  const results = await time.run(() => play(watch, start))
  return { results, model, lines, notices, found, endedAt, cancelledAt, tookMs: time.elapsed() }
}

/** The sleep of a Clock rejects when its signal aborts. */
const abortableSleep =
  (time: Clock): Clock['sleep'] =>
  (milliseconds, signal) => {
    if (signal === undefined) return time.sleep(milliseconds)
    signal.throwIfAborted()
    const { promise, reject } = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    return Promise.race([time.sleep(milliseconds), promise])
  }
