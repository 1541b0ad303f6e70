import type { Json } from '@ci-kit/core/json'
import type { SolveStatus } from '../progress/solve-status.ts'
import type { BuildOptions, BuildPlan } from './build-options.ts'

/** How a build failed, in the builder's own words. */
export type BuildFailure = { readonly exitCode: number; readonly text: readonly string[] }

export type BuildResult =
  /** `digest` is undefined for outputs that are no image, such as a folder; `metadata` is what buildx says about it. */
  | { readonly kind: 'done'; readonly digest: string | undefined; readonly metadata?: Json }
  | { readonly kind: 'failed'; readonly failure: BuildFailure }
  /** Ended by the watcher; what had been pushed by then stays. */
  | { readonly kind: 'stopped' }

/** Follows a build as it goes on, and may end it. */
export type Watch = {
  onProgress(status: SolveStatus): void
  readonly stop?: AbortSignal
}

/** Builds images. A failed build is an answer; a builder that cannot be started throws. */
export type Builder = {
  build(plan: BuildPlan, watch: Watch): Promise<BuildResult>
  /** Writes the caches of a plan from what the builder has just built. */
  exportCache(plan: BuildPlan, watch: Watch): Promise<BuildResult>
  /** The checks of the builder over a Dockerfile: what buildx prints with `--call=check,format=json`. */
  check(options: BuildOptions): Promise<BuildFailure & { readonly stdout: string }>
}
