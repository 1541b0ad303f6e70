import type { Step } from './build-graph.ts'
import { hitRate } from './hit-rate.ts'
import { stageOf } from './steps.ts'

/** One stage of the Dockerfile on one platform, as the output `stages` shows it. */
export type StageFacts = {
  /** '' for the only stage when it has no name. */
  readonly name: string
  /** '' when the build is for one platform. */
  readonly platform: string
  readonly steps: number
  readonly cached: number
  /** Whole per cent, rounded down. */
  readonly rate: number
  /** Seconds spent on steps that were built. */
  readonly seconds: number
}

/** The stages of a build in the order of its steps. Stages that the target does not need are not among them. */
export const stages = ({ steps }: { readonly steps: readonly Step[] }): StageFacts[] =>
  [...Map.groupBy(steps, stageOf).values()].map((stage) => {
    const { cached, total, percent, builtSeconds } = hitRate(stage)
    return {
      name: stage[0]?.name.stage ?? '',
      platform: stage[0]?.name.platform ?? '',
      steps: total,
      cached,
      rate: percent,
      seconds: Math.round(builtSeconds * 1000) / 1000,
    }
  })
