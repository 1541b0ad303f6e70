import type { Clock, Ticker } from '@ci-kit/core/clock'
import type { Json } from '@ci-kit/core/json'
import type { Log } from '@ci-kit/core/log'
import type { BuildPlan } from '../build/build-options.ts'
import type { Builder, BuildResult } from '../build/builder.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import { CACHE_EXPORT } from '../progress/exports.ts'
import { progressLog } from '../progress/progress-log.ts'
import { pushWatch } from '../progress/push-watch.ts'
import type { SolveStatus } from '../progress/solve-status.ts'

/** Silence longer than this makes people think that a build hangs. */
const HEARTBEAT_MS = 10_000

export type CompleteImage = {
  /** Undefined for outputs that are no image. */
  readonly digest: string | undefined
  /** All steps; caches may still be written. */
  readonly graph: BuildGraph
  /** What buildx says about an image that was not pushed. */
  readonly metadata?: Json
}

export type EndedBuild = {
  readonly graph: BuildGraph
  /**
   * Why the writing of the caches was ended: they hold all of it, it took too
   * long, or the builder went away; undefined when nobody ended it.
   */
  readonly cacheEnded: 'all-cached' | 'too-long' | 'builder-ended' | undefined
}

export type AttemptPorts = {
  readonly builder: Builder
  readonly log: Log
  readonly clock: Pick<Clock, 'now' | 'elapsed'> & Ticker
}

type Watchers = {
  readonly onImage: (image: CompleteImage) => void
  readonly abandoned: AbortController
}

/** One build of several, when its push has to be tried again. */
export type Attempt = EndedBuild & {
  readonly result: BuildResult
  /** As the builder told it in the course of the build. */
  readonly digest: string | undefined
}

/** Runs one build, tells of its image as soon as that is complete, and ends what need not go on. */
export const attempt = async (
  plan: BuildPlan,
  cacheTimeoutMs: number,
  { builder, log, clock }: AttemptPorts,
  { onImage, abandoned }: Watchers,
): Promise<Attempt> => {
  const progress = progressLog(log)
  const stop = new AbortController()
  const stopHeartbeat = clock.every(HEARTBEAT_MS, () => progress.heartbeat(clock.now()))
  let pushed: { readonly digest: string | undefined; readonly at: number } | undefined
  let cacheEnded: EndedBuild['cacheEnded']
  const afterPush = clock.every(1_000, () => {
    if (pushed === undefined || clock.elapsed() - pushed.at < cacheTimeoutMs) return
    if (!isOnlyCacheRunning(progress.graph())) return
    cacheEnded = 'too-long'
    stop.abort()
  })
  const watchPush = pushWatch([plan.repository], progress.graph, ({ digest, allCached, graph }) => {
    pushed = { digest, at: clock.elapsed() }
    if (hasFurtherOutputs(plan)) return
    onImage({ digest, graph })
    // The cache holds all of it, and writing it would bring every layer here first.
    if (!allCached || !hasCache(graph, plan)) return
    cacheEnded = 'all-cached'
    stop.abort()
  })
  const onProgress = (status: SolveStatus) => {
    progress.onProgress(status)
    watchPush(status)
  }
  try {
    const result = await builder.build(plan, {
      onProgress,
      stop: AbortSignal.any([stop.signal, abandoned.signal]),
    })
    const graph = progress.end()
    // An image that was pushed is good, even when the builder ended over a cache.
    const isOnlyCache = result.kind === 'failed' && pushed !== undefined && isCacheLeft(plan)
    if (isOnlyCache && graph.cacheExport?.state !== 'failed') cacheEnded = 'builder-ended'
    return {
      result: isOnlyCache ? { kind: 'stopped' } : result,
      graph,
      digest: pushed?.digest,
      cacheEnded,
    }
  } finally {
    stopHeartbeat()
    afterPush()
  }
}

/** The steps may come from the builder's own cache, while the registry has none. */
const hasCache = ({ imports }: BuildGraph, { cacheFrom, cacheTo }: BuildPlan): boolean =>
  cacheTo.length > 0 &&
  imports.some(({ error }) => error === undefined) &&
  (!cacheTo.some(isLocal) || cacheFrom.some(isLocal))

const isLocal = (entry: string): boolean => entry.startsWith('type=local,')

/** They may still be on their way when the image is pushed. */
const hasFurtherOutputs = ({ output }: BuildPlan): boolean =>
  output.load || output.others.length > 0

const isOnlyCacheRunning = ({ running }: BuildGraph): boolean =>
  running.every(({ vertex }) => vertex.startsWith(CACHE_EXPORT))

/** What is left of a build whose image is pushed, and may fail without harm to it. */
const isCacheLeft = (plan: BuildPlan): boolean =>
  plan.cacheTo.length > 0 && !hasFurtherOutputs(plan)
