import type { Json } from '@ci-kit/core/json'
import type { CacheReport } from '../cache/cache-report.ts'
import type { Changes } from '../key/changes.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import type { HitRate, TimeRate } from '../progress/hit-rate.ts'
import type { Image } from '../publish/inspect-image.ts'
import type { LayerWaste } from '../publish/layer-waste.ts'
import type { ImagePlan } from './image-plan.ts'

/** What a build did, beside the image. */
export type BuildFacts = {
  readonly graph: BuildGraph
  readonly hits: HitRate
  /** Undefined where the time of a cached step is not known. */
  readonly timeRate: TimeRate | undefined
  readonly caches: CacheReport
  /** Since the last build on record; undefined where there is none. */
  readonly changes: Changes | undefined
  readonly pushMs: number | undefined
  readonly exportMs: number | undefined
  /** Undefined where the builder does not tell. */
  readonly pushedBytes: number | undefined
}

/** One image as it came out. */
export type ImageResult = {
  readonly plan: ImagePlan
  /** Undefined for outputs that are no image. */
  readonly digest: string | undefined
  /** As the registry holds it; undefined when it was not pushed. */
  readonly image: Image | undefined
  /** What buildx says about an image that was not pushed. */
  readonly metadata?: Json
  /** Undefined when nothing was built. */
  readonly build: BuildFacts | undefined
  /** Undefined unless it was measured. */
  readonly waste: LayerWaste | undefined
  readonly durationMs: number
}
