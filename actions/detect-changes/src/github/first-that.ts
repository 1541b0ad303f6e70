/** Enough to be quick when the first is not the one, and no burst. */
const MAX_AT_ONCE = 8

/**
 * The first candidate, in their order, for which `holds`. One is asked about by
 * itself, since it mostly is the one; then two, four and eight at a time.
 */
export const firstThat = async <T>(
  candidates: readonly T[],
  holds: (candidate: T) => Promise<boolean>,
): Promise<T | undefined> => {
  let round = 1
  for (let from = 0; from < candidates.length; ) {
    const some = candidates.slice(from, from + round)
    const answers = await Promise.all(some.map(holds))
    const found = answers.indexOf(true)
    if (found !== -1) return some[found]
    from += round
    round = Math.min(round * 2, MAX_AT_ONCE)
  }
  return undefined
}
