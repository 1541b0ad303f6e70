import { bytes } from '@ci-kit/core/amounts'

/** Said instead of a message when `min-hit-rate` is set and nothing could be hit. */
export const NOTHING_TO_HIT =
  "No cache was found, as in the first build of an image, so input 'min-hit-rate' does not count for this build."

/** What was measured; undefined when it is not known. */
export type LimitFacts = {
  /** Whole per cent of the steps; `none-found` when no cache was found at all. */
  readonly hitRate: number | 'none-found' | undefined
  /** Compressed bytes in the registry; of several platforms the largest. */
  readonly imageSize: number | undefined
  /** Per cent of the bytes in the layers that a later layer removes or replaces. */
  readonly layerWaste: number | undefined
}

export type Limits = {
  /** Whole per cent. */
  readonly minHitRate?: number | undefined
  /** Bytes. */
  readonly maxImageSize?: number | undefined
  /** Per cent. */
  readonly maxLayerWaste?: number | undefined
}

/**
 * One message for each limit that is passed, or that cannot be checked: doubt
 * never turns green. Empty when all is well.
 *
 * A build that found no cache at all does not count against `min-hit-rate`:
 * nobody could have cached the first build of an image, and a limit that fails
 * it could never be met. A cache that was found and did not help does count,
 * and so does one that could not be read: the caller says `none-found` only
 * when the registry said that there is none.
 */
export const checkLimits = (facts: LimitFacts, limits: Limits): readonly string[] => [
  ...(facts.hitRate === 'none-found'
    ? []
    : check('min-hit-rate', limits.minHitRate, facts.hitRate, {
        what: 'the hit rate',
        isGood: (value, limit) => value >= limit,
        show: percent,
        fix: 'Look at the first step that was built in the job summary',
      })),
  ...check('max-image-size', limits.maxImageSize, facts.imageSize, {
    what: 'the size of the image',
    isGood: (value, limit) => value <= limit,
    show: bytes,
    fix: 'Leave out of the last stage what the service does not need',
  }),
  ...check('max-layer-waste', limits.maxLayerWaste, facts.layerWaste, {
    what: 'the share of bytes that later layers replace or remove',
    isGood: (value, limit) => value <= limit,
    show: percent,
    fix: 'Remove files in the RUN that makes them',
  }),
]

type Rule = {
  readonly what: string
  readonly isGood: (value: number, limit: number) => boolean
  readonly show: (value: number) => string
  readonly fix: string
}

const check = (
  input: string,
  limit: number | undefined,
  value: number | undefined,
  { what, isGood, show, fix }: Rule,
): string[] => {
  if (limit === undefined) return []
  if (value === undefined || Number.isNaN(value)) {
    return [
      `Input '${input}' is ${show(limit)}, and ${what} is not known, so it cannot be checked. The reason is in the log.`,
    ]
  }
  if (isGood(value, limit)) return []
  return [
    `Input '${input}' is ${show(limit)}, and ${what} is ${show(value)}. ${fix}, or change the limit.`,
  ]
}

/** One decimal place where there is one. */
const percent = (value: number): string => `${Math.round(value * 10) / 10} %`

/**
 * The hit rate as {@link checkLimits} takes it. `imports`: what became of the
 * caches; BuildKit ends the error of one that nobody has written in `not found`.
 */
export const countedHitRate = (
  { percent: rate, cached }: { readonly percent: number; readonly cached: number },
  imports: readonly { readonly error: string | undefined }[],
): number | 'none-found' => {
  const nothingThere = imports.every(
    ({ error }) => error !== undefined && /: not found$/.test(error),
  )
  // Without any cache to read, what the builder itself has is what there is.
  return nothingThere && (imports.length > 0 || cached === 0) ? 'none-found' : rate
}
