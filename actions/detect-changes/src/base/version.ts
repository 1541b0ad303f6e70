/** The version in the name of a tag, such as `api-v1.2.0-rc.1`. */
export type Version = {
  /** All text before the version: `api-v`. */
  readonly prefix: string
  /** Decimal numbers of any length: `['1', '2', '0']`. */
  readonly numbers: readonly string[]
  /** What marks a version before the final one, in runs of digits and of other text: `['rc', '1']`. */
  readonly preRelease: readonly string[]
}

/** GitHub takes no longer names. */
const MAX_LENGTH = 255

/**
 * Reads semantic versions, dates (`2026-11-21`, `2026.11.21`) and single
 * numbers (`release-42`) at the end of a name. Where several places could be
 * the version, in this order: the last number behind a `v` of its own, the
 * first number with dots, the first number that does not stick to a letter,
 * the first number. Undefined when nothing reads as a version. Takes time
 * in proportion to the length.
 */
export const versionOf = (tag: string): Version | undefined => {
  if (tag.length > MAX_LENGTH) return undefined
  const name = withoutBuild(tag)
  const place = chosen(placesIn(name))
  if (place === undefined) return undefined
  const preRelease = preReleaseIn(name.slice(place.at + place.text.length), isFull(place))
  if (preRelease === undefined) return undefined
  return { prefix: name.slice(0, place.at), numbers: place.text.split(/[.\-_]/), preRelease }
}

/** Build metadata stands behind a version and has no say: `v1.2.0+20261121`, but not `c++-1.2.0`. */
const withoutBuild = (tag: string): string => {
  const [name = ''] = tag.split(/\+[^+]*$/, 1)
  return /\d/.test(name) ? name : tag
}

type Place = {
  readonly at: number
  readonly text: string
  /** Behind a `v` that belongs to no word. */
  readonly isMarked: boolean
  /** Behind a letter. */
  readonly isStuck: boolean
}

/** Each quantifier takes what the one before it cannot: no way back, so linear. */
const NUMBERS = /\d+(?:[.\-_]\d+)*/g
/** Year and month; only dates are joined by more than dots, since `-` begins a pre-release. */
const DATE = /^(?:19|20)\d\d[-_.](?:0?[1-9]|1[0-2])(?!\d)/

const placesIn = (tag: string): readonly Place[] =>
  [...tag.matchAll(NUMBERS)].flatMap(({ 0: text, index }) =>
    DATE.test(text)
      ? [placeAt(tag, index, text)]
      : [...text.matchAll(/\d+(?:\.\d+)*/g)].map((part) =>
          placeAt(tag, index + part.index, part[0]),
        ),
  )

const placeAt = (tag: string, at: number, text: string): Place => ({
  at,
  text,
  isMarked: /(?:^|[^A-Za-z\d])[vV]$/.test(tag.slice(Math.max(0, at - 2), at)),
  isStuck: /[A-Za-z]$/.test(tag.slice(Math.max(0, at - 1), at)),
})

const isFull = ({ text }: Place): boolean => /\D/.test(text)

const chosen = (places: readonly Place[]): Place | undefined =>
  places.findLast(({ isMarked }) => isMarked) ??
  places.find((place) => isFull(place) && !place.isStuck) ??
  places.find(isFull) ??
  places.find(({ isStuck }) => !isStuck) ??
  places[0]

/** Words that some write behind a final version. */
const FINAL = /^[.\-_](?:final|ga|release)$/i
/** Python writes `1.2rc1`; behind a lone number letters are more likely part of an id. */
const SHORT_MARK = /^(?:a|b|c|rc|alpha|beta|dev|pre|preview)\.?\d*$/i

/** Empty for a final version, undefined when a text is not the end of a version. */
const preReleaseIn = (mark: string, isFullNumber: boolean): readonly string[] | undefined => {
  if (mark === '' || FINAL.test(mark)) return []
  if (!/^[.\-_~]/.test(mark) && !(isFullNumber && SHORT_MARK.test(mark))) return undefined
  return mark.match(/\d+|[^\d.\-_~]+/g) ?? undefined
}
