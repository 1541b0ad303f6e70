/**
 * Whether a file is, or lies in, what a path or pattern of COPY names. Both are
 * relative to the context. What is not certain, such as a class `[a-z]`, counts
 * as a match.
 */
export const reaches = (pattern: string, file: string): boolean =>
  pattern === '' || reachesParts(pattern.split('/'), file.split('/'), mayMatch)

/** The same, but only when it is certain: for patterns that leave something out. */
export const reachesSurely = (pattern: string, file: string): boolean =>
  reachesParts(pattern.split('/'), file.split('/'), surelyMatches)

/** Whether a path or pattern of COPY names, or may name, something below a folder, the folder itself included. */
export const leadsInto = (pattern: string, folder: string): boolean =>
  pattern === '' || placesAfter(pattern.split('/'), folder.split('/'), mayMatch) !== undefined

type Match = (pattern: string, name: string) => boolean

/** Goes from folder to folder with all places in the pattern that may have been reached. */
const reachesParts = (
  patterns: readonly string[],
  names: readonly string[],
  matches: Match,
): boolean => {
  const places = placesAfter(patterns, names, matches)
  return places === 'within' || (places?.has(patterns.length) ?? false)
}

/** Where in the pattern a path may be; `within` what it names; undefined when it leads elsewhere. */
const placesAfter = (
  patterns: readonly string[],
  names: readonly string[],
  matches: Match,
): ReadonlySet<number> | 'within' | undefined => {
  let places = skipped(new Set([0]), patterns)
  for (const name of names) {
    if (places.has(patterns.length)) return 'within'
    const next = new Set<number>()
    for (const place of places) {
      const pattern = patterns[place] ?? ''
      if (pattern === '**') next.add(place)
      else if (matches(pattern, name)) next.add(place + 1)
    }
    if (next.size === 0) return undefined
    places = skipped(next, patterns)
  }
  return places
}

/** `**` stands for no folder too. A set hands out what is added while it is gone through. */
const skipped = (places: Set<number>, patterns: readonly string[]): Set<number> => {
  for (const place of places) if (patterns[place] === '**') places.add(place + 1)
  return places
}

const UNCERTAIN = /[[\\]/

const mayMatch: Match = (pattern, name) => UNCERTAIN.test(pattern) || wildcard(pattern, name)

const surelyMatches: Match = (pattern, name) => !UNCERTAIN.test(pattern) && wildcard(pattern, name)

/** `*` and `?` within one name. */
const wildcard: Match = (pattern, name) => wildcardMatches(characters(pattern), characters(name))

/** `?` stands for a whole character, which has two places in a string when it is above U+FFFF. */
const characters = (text: string): Characters => (/[\ud800-\udfff]/.test(text) ? [...text] : text)

type Characters = string | readonly string[]

/** Goes back to the last star only, so it never takes long. */
const wildcardMatches = (pattern: Characters, name: Characters): boolean => {
  let at = 0
  let inPattern = 0
  let star = -1
  let afterStar = 0
  while (at < name.length) {
    const token = pattern[inPattern]
    if (token === '*') {
      star = inPattern++
      afterStar = at
    } else if (token === '?' || (token !== undefined && token === name[at])) {
      inPattern++
      at++
    } else if (star >= 0) {
      inPattern = star + 1
      at = ++afterStar
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern++
  return inPattern === pattern.length
}
