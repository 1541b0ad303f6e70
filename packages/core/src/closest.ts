/**
 * The candidate that a misspelt name most likely means: equal but for case, or
 * at most a third of its characters wrong, each wrong, missing, added or
 * swapped with the next one. The first of equally close ones.
 */
export const closest = (name: string, candidates: readonly string[]): string | undefined => {
  let best: string | undefined
  let limit = Math.min(3, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= limit) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < limit) {
      best = candidate
      limit = distance
    }
  }
  return best
}

/** Damerau and Levenshtein's distance, with neighbours swapped at most once. */
export const editDistance = (from: string, to: string): number => {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      const swapped =
        row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforePrevious[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length] ?? 0
}
