import type { BuildOptions, BuildPlan } from '@ci-kit/docker-cache/build/build-options'
import type { Builder, BuildFailure, BuildResult, Watch } from '@ci-kit/docker-cache/build/builder'
import type { SolveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { built, part, records } from '../records.ts'
import { type MemoryRegistries, storedImage } from './memory-registry.ts'

/** How one build goes. */
export type Script = (plan: BuildPlan, watch: Watch) => Promise<BuildResult> | BuildResult

export type Scripts = {
  /** One after the other; the last one is for all that follow. */
  readonly builds?: readonly Script[]
  readonly exports?: Script
  readonly check?: (options: BuildOptions) => BuildFailure & { readonly stdout: string }
}

/** A builder that does what it is told, and keeps what it was asked for. */
export const scriptedBuilder = ({ builds = [], exports = done(), check }: Scripts = {}) => {
  const plans: BuildPlan[] = []
  const exported: BuildPlan[] = []
  const checked: BuildOptions[] = []
  const builder: Builder = {
    build: async (plan, watch) => {
      plans.push(plan)
      const script = builds[Math.min(plans.length, builds.length) - 1] ?? done()
      return script(plan, watch)
    },
    exportCache: async (plan, watch) => {
      exported.push(plan)
      return exports(plan, watch)
    },
    check: async (options) => {
      checked.push(options)
      return check?.(options) ?? { exitCode: 0, text: [], stdout: '' }
    },
  }
  return { builder, plans, exported, checked }
}

export const DIGEST = `sha256:${'d'.repeat(64)}`

/** A build that reports these records and is good. */
export const done =
  (statuses: readonly SolveStatus[] = [], digest: string | undefined = DIGEST): Script =>
  (_, { onProgress }) => {
    for (const status of statuses) onProgress(status)
    return { kind: 'done', digest }
  }

/** A build that reports these records and ends with these last lines. */
export const failed =
  (text: readonly string[], statuses: readonly SolveStatus[] = []): Script =>
  (_, { onProgress }) => {
    for (const status of statuses) onProgress(status)
    return { kind: 'failed', failure: { exitCode: 1, text } }
  }

/** A build that reports these records and goes on until it is stopped. */
export const endless =
  (statuses: readonly SolveStatus[]): Script =>
  (_, { onProgress, stop }) =>
    new Promise((resolve) => {
      const end = () => resolve({ kind: 'stopped' })
      stop?.addEventListener('abort', end, { once: true })
      for (const status of statuses) onProgress(status)
      if (stop?.aborted) end()
    })

const IMAGE = 'exporting to image'

/** An image that is pushed by its digest, in the records of BuildKit. */
export const pushed = (
  digest: string = DIGEST,
  repository = 'ghcr.io/org/app',
): readonly SolveStatus[] => {
  const completed = { completed: 2_000 }
  return [
    records(built(IMAGE, 1, 2)),
    part(IMAGE, `exporting manifest ${digest}`, completed),
    part(IMAGE, 'pushing layers', completed),
    part(IMAGE, `pushing manifest for ${repository}@${digest}`, completed),
  ]
}

const CACHE = 'exporting cache to registry'

/** A cache that is being written. */
export const cacheExports = records(built(CACHE, 2, 0, { completed: undefined }))
export const cacheFails = (error: string): SolveStatus => records(built(CACHE, 2, 3, { error }))
export const cacheWritten = records(built(CACHE, 2, 3))

export type Pushing = {
  /** What tells the image from others. */
  readonly note?: string
  /** What is reported before the push. */
  readonly steps?: readonly SolveStatus[]
  /** What is reported after it. */
  readonly after?: readonly SolveStatus[]
  readonly end?: BuildResult | 'stop'
}

/** A build that puts an image into the repository of its plan. */
export const pushes =
  ({ store }: Pick<MemoryRegistries, 'store'>, pushing: Pushing = {}): Script =>
  async (plan, watch) => {
    const { note = 'x', steps = [], after = [], end } = pushing
    const name = plan.repository.slice(plan.repository.indexOf('/') + 1)
    const digest = storedImage(store, { name, note })
    const statuses = [...steps, ...pushed(digest, plan.repository), ...after]
    if (end === 'stop') return endless(statuses)(plan, watch)
    for (const status of statuses) watch.onProgress(status)
    return end ?? { kind: 'done', digest }
  }
