import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { BuildFailure } from '../build/builder.ts'
import { entryLine } from '../cache/cache-entry.ts'
import type { StageCaches } from '../cache/cache-plan.ts'
import { graphBuilder } from '../progress/build-graph.ts'
import type { Making } from './built-image.ts'
import { tagsOf } from './cache-tags-of.ts'
import type { MakingPorts } from './making.ts'

/** Writes the caches of stages; answers the tags of those that were written. */
export const stageCaches = async (
  making: Making,
  stages: readonly StageCaches[],
  ports: MakingPorts,
): Promise<readonly string[]> => {
  const written = await Promise.all(
    stages.map(async (one) =>
      (await stageCache(making, one, ports)) ? tagsOf(making.plan, one.to) : [],
    ),
  )
  return written.flat()
}

const lastLine = ({ text, exitCode }: BuildFailure): string =>
  text.at(-1) ?? `buildx ended with exit code ${exitCode} and said nothing`

/** Whether it was written. The builder has all steps of the stage, so this only writes its cache. */
const stageCache = async (
  { plan, settings }: Making,
  { target, from, to }: StageCaches,
  { builder, log, clock }: MakingPorts,
): Promise<boolean> => {
  const graph = graphBuilder()
  const stop = new AbortController()
  const started = clock.elapsed()
  const stopTimer = clock.every(1_000, () => {
    if (clock.elapsed() - started > settings.build.cacheTimeoutMs) stop.abort()
  })
  const wanted = {
    ...plan.build,
    target,
    // They were built anew just now; once more would take as long and cache other layers.
    noCache: false,
    noCacheFilters: [],
    cacheFrom: from.map(entryLine),
    cacheTo: to.map(entryLine),
  }
  try {
    const result = await builder.exportCache(wanted, { onProgress: graph.add, stop: stop.signal })
    const error =
      graph.graph().cacheExport?.error ??
      (result.kind === 'failed' ? lastLine(result.failure) : undefined) ??
      (result.kind === 'stopped' ? 'it took too long' : undefined)
    if (error === undefined) return graph.graph().cacheExport?.state === 'done'
    log.warning(
      `The cache of stage '${visible(target)}' could not be written: ${visible(error, 300)}. The image is not affected.`,
    )
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    log.warning(
      `The cache of stage '${visible(target)}' could not be written: ${visible(messageOf(thrown), 300)}`,
    )
  } finally {
    stopTimer()
  }
  return false
}
