import type { Digest } from '@ci-kit/oci/digest'
import { type CacheReport, cacheReport } from '../cache/cache-report.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import { hitRate, timeRate } from '../progress/hit-rate.ts'
import type { Image } from '../publish/inspect-image.ts'
import { pushedBytes } from '../publish/pushed-bytes.ts'
import type { EndedBuild } from './build-attempt.ts'
import type { Making } from './built-image.ts'
import { tagsOf } from './cache-tags-of.ts'
import { keepCaches } from './carried-caches.ts'
import type { BuildFacts } from './image-result.ts'
import type { MakingPorts } from './making.ts'
import { rememberBuild } from './remembered-inputs.ts'
import { stageCaches } from './stage-caches.ts'

type Built = {
  readonly image: Image | undefined
  /** The layers that the repository had before. */
  readonly before: Promise<ReadonlySet<Digest> | undefined> | undefined
}

/**
 * What follows a build whose image is complete: further caches, and the facts.
 * Nothing of it fails the step, because the image is there.
 */
export const afterBuild = async (
  making: Making,
  ended: EndedBuild,
  { image, before }: Built,
  ports: MakingPorts,
): Promise<BuildFacts> => {
  const { graph } = ended
  const hits = hitRate(graph.steps)
  const caches = reportedCaches(making, ended)
  for (const info of caches.infos) ports.log.info(info)
  for (const warning of caches.warnings) ports.log.warning(warning)
  const isAllCached = hits.cached === hits.total
  const previous = isAllCached ? undefined : await making.previous()
  const wantedStages = isAllCached ? [] : making.plan.cache.stages
  const others = async (): Promise<boolean> => {
    const stages = await stageCaches(making, wantedStages, ports)
    const layers = caches.written ? tagsOf(making.plan, making.plan.cache.to) : []
    // After what it says is written, because it vouches for it.
    if (!isAllCached || caches.written || making.age.kind === 'anew')
      await rememberBuild(making, { graph, previous, caches: { layers, stages } }, ports.log)
    return (
      stages.length ===
      tagsOf(
        making.plan,
        wantedStages.flatMap(({ to }) => to),
      ).length
    )
  }
  const [areStagesWritten] = await Promise.all([others(), keepCaches(making, graph, ports)])
  return {
    graph,
    hits,
    caches: { ...caches, written: caches.written && areStagesWritten },
    timeRate: timeRate(graph.steps, previous?.record.steps ?? new Map()),
    changes: previous?.changes,
    pushMs: graph.exported?.pushMs,
    exportMs: ended.cacheEnded === 'all-cached' ? undefined : graph.cacheExport?.exportMs,
    pushedBytes: pushedBytes(transfers(graph), image?.instances ?? [], await before),
  }
}

const transfers = ({ vertices }: BuildGraph) =>
  vertices.flatMap(({ parts }) =>
    parts.map(({ id, completed }) => ({ id, completed: completed !== undefined })),
  )

const reportedCaches = (
  { plan, settings }: Making,
  { graph, cacheEnded }: EndedBuild,
): CacheReport => {
  if (cacheEnded === undefined) return cacheReport(graph, plan.cache)
  const report = cacheReport({ ...graph, cacheExport: undefined }, plan.cache)
  if (cacheEnded === 'all-cached')
    return { ...report, written: false, reason: 'it holds every step already' }
  const reason =
    cacheEnded === 'too-long'
      ? `it took longer than ${settings.build.cacheTimeoutMs / 1000} s, which input 'cache-export-timeout' allows`
      : 'the builder ended before'
  const warning = `The cache could not be written: ${reason}. The image is not affected.`
  return { ...report, written: false, reason, warnings: [...report.warnings, warning] }
}
