import { visible } from '@ci-kit/core/log'
import { entryLine } from '../cache/cache-entry.ts'
import { openLocalCache } from '../cache/local-cache-folder.ts'
import { type CarriedMount, carriedMounts } from '../cache/mounts/carried-mount.ts'
import { savedMounts } from '../cache/mounts/mount-builds.ts'
import type { MountPlace } from '../cache/mounts/mount-ports.ts'
import { restoreMounts } from '../cache/mounts/restore-mounts.ts'
import { saveMounts } from '../cache/mounts/save-mounts.ts'
import { rotateLocalCache } from '../cache/rotate-local-cache.ts'
import { cacheMounts } from '../dockerfile/cache-mounts.ts'
import { firstAffected } from '../dockerfile/first-affected.ts'
import { stepLine } from '../dockerfile/step-line.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import type { Making } from './built-image.ts'
import type { ImagePlan } from './image-plan.ts'
import type { MakingPorts } from './making.ts'
import type { PreviousInputs } from './remembered-inputs.ts'

/**
 * Opens what is kept for the builder between runs, beside the layers in the
 * registry: the local cache, and the contents of `RUN --mount=type=cache`.
 * Answers the plan with the caches that are there. Never fails a build.
 */
export const openCaches = async (making: Making, ports: MakingPorts): Promise<ImagePlan> => {
  const { plan } = making
  const [cache] = await Promise.all([openLocalCache(plan.cache), broughtIn(making, ports)])
  for (const notice of cache.notices)
    if (!plan.cache.notices.includes(notice)) ports.log.notice(visible(notice))
  const [cacheFrom, cacheTo] = [cache.from.map(entryLine), cache.to.map(entryLine)]
  return { ...plan, cache, build: { ...plan.build, cacheFrom, cacheTo } }
}

/** Puts the local cache in its place, and saves the mounts of what was built; `graph` is undefined for a failed build. */
export const keepCaches = async (
  making: Making,
  graph: BuildGraph | undefined,
  ports: MakingPorts,
): Promise<void> => {
  const { plan, settings } = making
  await Promise.all([
    plan.cache.local && rotated(plan.cache.local, settings.localMaxBytes, ports),
    graph && saved(making, graph, ports),
  ])
}

const rotated = async (
  local: NonNullable<Making['plan']['cache']['local']>,
  maxBytes: number,
  { log }: MakingPorts,
): Promise<void> => {
  const { notices } = await rotateLocalCache(local, maxBytes)
  for (const notice of notices) log.notice(visible(notice))
}

const broughtIn = async (making: Making, ports: MakingPorts): Promise<void> => {
  const mounts = mountsOf(making, ports)
  if (mounts.length === 0) return
  const previous = await making.previous()
  const place = placeOf(making, ports)
  await restoreMounts(mounts, place, predictedLines(making, previous?.changes), {
    builds: await ports.mountBuilds(),
    log: ports.log,
    saved: savedMounts(making.repository.manifests, ports.log),
  })
}

const saved = async (making: Making, graph: BuildGraph, ports: MakingPorts): Promise<void> => {
  const mounts = mountsOf(making, ports)
  if (mounts.length === 0 || !making.settings.mounts.write || !making.plan.pushes) return
  const { source } = making
  const ran = graph.steps.flatMap((step) =>
    step.outcome === 'built' && source ? (stepLine(source.parsed, step.name) ?? []) : [],
  )
  await saveMounts(
    mounts,
    placeOf(making, ports),
    { ran: new Set(ran), maxBytes: making.settings.mounts.maxBytes },
    { builds: await ports.mountBuilds(), log: ports.log },
  )
}

const mountsOf = (
  { plan, source, settings }: Making,
  { log }: Pick<MakingPorts, 'log'>,
): readonly CarriedMount[] => {
  if (!settings.mounts.keep || source === undefined) return []
  const contexts = new Map(plan.build.buildContexts.map(({ name, value }) => [name, value]))
  const mounts = cacheMounts(source.parsed, plan.build.target)
  const { carried, leftOut } = carriedMounts(mounts, source.parsed.stages, contexts)
  for (const reason of leftOut) log.debug(reason)
  return carried
}

/** Lines that will not come from the cache; undefined when that cannot be told. */
const predictedLines = (
  { plan, source }: Making,
  changes: PreviousInputs['changes'],
): ReadonlySet<number> | undefined => {
  const isFromCache = !plan.build.noCache && plan.build.noCacheFilters.length === 0
  if (!isFromCache || source === undefined || changes === undefined) return undefined
  if (!changes.complete || changes.options) return undefined
  const changed = { ...changes, bases: [...changes.bases, ...changes.contexts] }
  const affected = firstAffected(source.parsed, plan.build.target, changed)
  return new Set(
    affected.flatMap(({ stage, line }) =>
      (source.parsed.stages[stage]?.instructions ?? [])
        .map((instruction) => instruction.line)
        .filter((own) => own >= line),
    ),
  )
}

const placeOf = ({ plan }: Making, { context }: MakingPorts): MountPlace => ({
  repository: plan.request.repository.name,
  scopes: plan.cache.scopes,
  platforms: plan.build.platforms,
  namespace: plan.build.buildArgs
    .find((entry) => entry.startsWith('BUILDKIT_CACHE_MOUNT_NS='))
    ?.slice('BUILDKIT_CACHE_MOUNT_NS='.length),
  run: `${context.runId}-${process.pid}-${Date.now()}`,
})
