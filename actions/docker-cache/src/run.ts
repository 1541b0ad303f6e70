import type { Clock, Ticker } from '@ci-kit/core/clock'
import type { Context } from '@ci-kit/core/event'
import { type Log, visible } from '@ci-kit/core/log'
import type { Summary } from '@ci-kit/core/summary'
import type { Workspace } from '@ci-kit/core/workspace'
import type { Builder } from './build/builder.ts'
import { type Plan, planBuild } from './build/plan.ts'
import { checkSources, dockerfile } from './build/sources.ts'
import { buildError, isCacheWithHoles } from './failures/diagnosis.ts'
import type { Inputs } from './inputs.ts'
import type { BuildGraph } from './progress/build-graph.ts'
import { type HitRate, hitRate } from './progress/hit-rate.ts'
import { progressLog } from './progress/progress-log.ts'
import { failureSummary, jobSummary } from './report/job-summary.ts'
import { shortened } from './shortened.ts'

/** Silence longer than this makes people think that a build hangs. */
const HEARTBEAT_MS = 10_000

/** Errors of registries can hold whole web pages. */
const QUOTE_LIMIT = 300

export type Ports = {
  readonly builder: Builder
  readonly workspace: Workspace
  readonly log: Log
  readonly summary: Summary
  readonly clock: Pick<Clock, 'now' | 'elapsed'> & Ticker
}

export type Outputs = {
  readonly digest: string
  readonly image: string
  readonly tags: string
  readonly 'cached-steps': number
  readonly 'total-steps': number
  readonly 'cache-hit-rate': number
  readonly 'duration-ms': number
}

/** Builds one image with the caches that the event allows, and says how much of it was cached. */
export const run = async (inputs: Inputs, context: Context, ports: Ports): Promise<Outputs> => {
  const start = ports.clock.elapsed()
  const plan = planBuild(inputs, context)
  checkSources(plan, ports.workspace)
  announce(plan, ports.log)
  const { digest, graph } = await build(plan, inputs.repository.name, ports)
  warn(plan, graph, ports.log)
  const hits = hitRate(graph.steps)
  const durationMs = Math.round(ports.clock.elapsed() - start)
  const repository = inputs.repository.name
  ports.log.info(resultLine(plan, digest, hits, durationMs))
  ports.summary.append(jobSummary({ repository, plan, digest, graph, hits, durationMs }))
  return {
    digest,
    image: plan.push ? `${repository}@${digest}` : '',
    tags: plan.references.join('\n'),
    'cached-steps': hits.cached,
    'total-steps': hits.total,
    'cache-hit-rate': hits.percent,
    'duration-ms': durationMs,
  }
}

const announce = (plan: Plan, log: Log): void => {
  for (const notice of plan.notices) log.notice(visible(notice))
  log.info(`Cache read: ${plan.cacheFrom.join(', ') || 'none'}`)
  log.info(`Cache written: ${plan.cacheTo?.ref ?? 'none'}`)
}

type Built = { readonly digest: string; readonly graph: BuildGraph }

/** A cache with holes is worse than none: then the image is built without it, and the cache is written anew. */
const build = async (plan: Plan, repository: string, ports: Ports): Promise<Built> => {
  const first = await attempt(plan, ports)
  const hasHoles = plan.cacheFrom.length > 0 && isCacheWithHoles(first.result.failure)
  if (hasHoles) ports.log.warning(CACHE_WITH_HOLES)
  const { result, graph } = hasHoles ? await attempt({ ...plan, cacheFrom: [] }, ports) : first
  if (!result.failure) return { digest: result.digest, graph }
  const error = buildError(result.failure, plan)
  ports.summary.append(failureSummary(repository, graph, error.message))
  throw error
}

const CACHE_WITH_HOLES =
  'The cache cannot be used: its manifest names layers that are gone from the registry. The image is built without it, and the cache is written anew. Let clean-up jobs keep the layers of tags that start with cache-.'

const attempt = async (plan: Plan, { builder, log, clock }: Ports) => {
  const progress = progressLog(log)
  const stopHeartbeat = clock.every(HEARTBEAT_MS, () => progress.heartbeat(clock.now()))
  try {
    const result = await builder.build(plan, progress.onProgress)
    return { result, graph: progress.end() }
  } finally {
    stopHeartbeat()
  }
}

/** Nothing here fails the step: the image is there, and a missing cache only costs time. */
const warn = (plan: Plan, graph: BuildGraph, log: Log): void => {
  const file = dockerfile(plan)
  for (const { text, line } of graph.warnings) {
    log.warning(visible(text), line === undefined || file === undefined ? {} : { file, line })
  }
  for (const { ref, error } of graph.imports) {
    if (error === undefined) continue
    if (NO_CACHE_YET.test(error)) log.info(`No cache at ${visible(ref)} yet.`)
    else
      log.warning(
        `The cache ${visible(ref)} could not be read: ${quoted(error)}. The build went on without it.`,
      )
  }
  if (graph.cacheExport?.error === undefined) return
  log.warning(
    `The cache could not be written: ${quoted(graph.cacheExport.error)}. The image is not affected. Writing needs the same rights as pushing: on ghcr.io 'permissions: { packages: write }'.`,
  )
}

/** How BuildKit ends the error of a cache that nobody has written; a 404 elsewhere in it may be part of a name. */
const NO_CACHE_YET = /: not found$/

const quoted = (error: string): string =>
  shortened(visible(error.trim().replaceAll(/\s+/g, ' ')), QUOTE_LIMIT)

const resultLine = (plan: Plan, digest: string, hits: HitRate, durationMs: number): string =>
  [
    [plan.push ? 'Pushed' : 'Built, not pushed:', plan.references.join(', '), digest]
      .filter((part) => part !== '')
      .join(' '),
    `${hits.cached} of ${hits.total} steps cached (${hits.percent} %), ${(durationMs / 1000).toFixed(1)} s`,
  ].join('\n')
