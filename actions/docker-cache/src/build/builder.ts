import type { SolveStatus } from '../progress/solve-status.ts'
import type { BuildPlan } from './build-command.ts'

/** How a build failed, in the builder's own words. */
export type BuildFailure = { readonly exitCode: number; readonly text: readonly string[] }

export type BuildResult =
  | { readonly digest: string; readonly failure?: never }
  | { readonly failure: BuildFailure; readonly digest?: never }

/** Builds images. A failed build is an answer; a builder that cannot be started throws. */
export type Builder = {
  build(plan: BuildPlan, onProgress: (status: SolveStatus) => void): Promise<BuildResult>
}
