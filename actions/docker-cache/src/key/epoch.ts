/** Since when the layers of a scope are there. */
export type Epoch = {
  /** When the last build that took nothing from a cache began, in milliseconds since 1970. */
  readonly anew: number
  /** Tags of the image's repository whose caches hold nothing older. */
  readonly caches: readonly string[]
}

/** The last moment that a date can name. */
const LAST_MOMENT = 8.64e15
const MOST_CACHES = 200
const TAG = /^\w[\w.-]{0,127}$/

export const isEpochTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_MOMENT

export const areCacheTags = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= MOST_CACHES &&
  value.every((tag) => typeof tag === 'string' && TAG.test(tag))

/** Whether what was made in an epoch may be taken. A time to come is no age. */
export const isYoung = ({ anew }: Epoch, maxAgeMs: number, now: number): boolean =>
  anew <= now && now - anew <= maxAgeMs
