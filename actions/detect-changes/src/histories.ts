import { type Found, isMissing } from './found.ts'
import type { History } from './history.ts'

/** Where history can come from; `github` is left out without a token. */
export type HistorySources = {
  /** The checkout. */
  readonly local: History
  /** Its remote, by a fetch. */
  readonly remote: History
  readonly github?: History | undefined
}

/**
 * One history from several: each question goes to the next source while the
 * answer is missing, cheapest first. A merge base and a name take GitHub one
 * request but the remote a fetch of whole histories. Tags come from the checkout
 * last, because it may hold some of them only.
 */
export const histories = ({ local, remote, github }: HistorySources): History => {
  const all = (...sources: readonly (History | undefined)[]) =>
    sources.filter((source) => source !== undefined)
  return {
    commits: (revisions) => first(all(local, github, remote), (from) => from.commits(revisions)),
    mergeBase: (base, head) =>
      first(all(local, github, remote), (from) => from.mergeBase(base, head)),
    changes: (base, head) => first(all(local, remote, github), (from) => from.changes(base, head)),
    tags: () => first(all(remote, github, local), (from) => from.tags()),
  }
}

/** The first answer, or all the reasons for none. */
const first = async <T>(
  sources: readonly History[],
  ask: (source: History) => Promise<Found<T>>,
): Promise<Found<T>> => {
  const reasons = new Set<string>()
  for (const source of sources) {
    const found = await ask(source)
    if (!isMissing(found)) return found
    reasons.add(found.missing)
  }
  return { missing: [...reasons].join('; ') }
}
