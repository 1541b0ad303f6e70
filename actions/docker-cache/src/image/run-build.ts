import type { UserError } from '@ci-kit/core/errors'
import type { BuildPlan } from '../build/build-options.ts'
import { buildError, isCacheWithHoles, isTransientPush } from '../failures/diagnosis.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import type { Readiness } from '../publish/probe.ts'
import { type AttemptPorts, attempt, type CompleteImage, type EndedBuild } from './build-attempt.ts'

export type BuildPorts = AttemptPorts & {
  /** Waits until the registry takes requests again; `failures` counts the pushes that it did not take. */
  registryReady(failures: number): Promise<Readiness>
}

export type BuildSettings = {
  /** How often a push is tried again. */
  readonly retries: number
  /** How long the caches may take to be written once the image is pushed. */
  readonly cacheTimeoutMs: number
}

/** A build whose image is complete; its caches may still be written. */
export type BuildRun = {
  /**
   * Complete before its caches are written; in a build with further outputs
   * when it has ended, because one of them may fail. Rejects when the build failed.
   */
  readonly image: Promise<CompleteImage>
  /** Resolves when nothing runs any more; rejects when the build failed. */
  readonly ended: Promise<EndedBuild>
  /** Ends what still runs: the caches are then not written. */
  abandon(): void
}

/** How a failed build is told: the progress goes into the summary. */
export type BuildFailed = {
  readonly error: UserError
  readonly graph: BuildGraph
  /** The last lines of plain text. */
  readonly text: readonly string[]
}

/**
 * Starts a build and follows it to its end, through the retries that are safe:
 * a push that the registry could not take just then, and a cache with holes,
 * which is worse than none.
 */
export const runBuild = (
  plan: BuildPlan,
  settings: BuildSettings,
  ports: BuildPorts,
  onFailed: (failed: BuildFailed) => void,
): BuildRun => {
  const image = Promise.withResolvers<CompleteImage>()
  const abandoned = new AbortController()
  const ended = attempts(plan, settings, ports, { onImage: image.resolve, abandoned, onFailed })
  ended.catch(image.reject)
  // Whoever waits for the image learns of a failure there.
  image.promise.catch(() => undefined)
  return { image: image.promise, ended, abandon: () => abandoned.abort() }
}

type Course = {
  readonly onImage: (image: CompleteImage) => void
  readonly onFailed: (failed: BuildFailed) => void
  readonly abandoned: AbortController
}

const attempts = async (
  plan: BuildPlan,
  settings: BuildSettings,
  ports: BuildPorts,
  course: Course,
  /** Pushes that the registry did not take. */
  failures = 0,
): Promise<EndedBuild> => {
  const ended = await attempt(plan, settings.cacheTimeoutMs, ports, course)
  const { result } = ended
  if (result.kind !== 'failed') {
    const { digest, metadata } = result.kind === 'done' ? result : { digest: undefined }
    course.onImage({
      digest: ended.digest ?? digest,
      graph: ended.graph,
      ...(metadata && { metadata }),
    })
    return ended
  }
  const { failure } = result
  if (plan.cacheFrom.length > 0 && isCacheWithHoles(failure)) {
    ports.log.warning(CACHE_WITH_HOLES)
    return attempts({ ...plan, cacheFrom: [] }, settings, ports, course, failures)
  }
  if (failures < settings.retries && isTransientPush(failure)) {
    const ready = await ports.registryReady(failures + 1)
    if (ready === 'ready') {
      ports.log.info(`The push is tried again. ${buildError(failure, plan).message}`)
      return attempts(plan, settings, ports, course, failures + 1)
    }
    ports.log.info(`The push is not tried again: ${ready.gaveUp}`)
  }
  const error = buildError(failure, plan)
  course.onFailed({ error, graph: ended.graph, text: failure.text })
  throw error
}

const CACHE_WITH_HOLES =
  'The cache cannot be used: its manifest names layers that are gone from the registry. The image is built without it, and the cache is written anew. Let clean-up jobs keep the layers of tags that start with cache-.'
