import type { Prepared } from './prepared.ts'

/** What one service of the step runs already needs no registration for another. */
export const sharingEquals = (prepared: readonly Prepared[]): readonly Prepared[] => {
  const known = new Map(
    prepared.flatMap(({ equal, document }) =>
      equal === undefined ? [] : [[JSON.stringify(document), equal] as const],
    ),
  )
  return prepared.map((each) => ({
    ...each,
    equal: each.equal ?? known.get(JSON.stringify(each.document)),
  }))
}
