/**
 * Does `work` for every item, at most `limit` at a time; the answers are in
 * the order of the items. Rejects with the first error, after which nothing
 * more is begun.
 */
export const inParallel = async <T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const answers = new Map<number, R>()
  const queue = [...items.entries()]
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next
      try {
        answers.set(index, await work(item))
      } catch (thrown) {
        queue.length = 0
        throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane))
  return [...answers].toSorted(([a], [b]) => a - b).map(([, answer]) => answer)
}
