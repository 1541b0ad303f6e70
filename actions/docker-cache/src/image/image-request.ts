import type { BuildOptions, ImageOutput } from '../build/build-options.ts'
import type { Repository } from '../inputs/repository.ts'
import type { TagRule } from '../tags/tag-rule.ts'

/** One image that is wanted, by the inputs or by an entry of `components`. */
export type ImageRequest = {
  /** What the author calls it; '' when it is the only one. */
  readonly name: string
  readonly repository: Repository
  readonly options: BuildOptions
  readonly tags: readonly TagRule[]
  /** '' for the scope that the event implies. */
  readonly cacheScope: string
  /** Keeps the caches of two images of one repository apart; '' for the only one. */
  readonly scopeSuffix: string
  readonly output: ImageOutput
}
