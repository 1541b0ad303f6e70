import { UserError } from '@ci-kit/core/errors'
import { segmentOf } from '../glob/segment.ts'
import type { Piece } from '../glob/segment-syntax.ts'
import { CROSSING, type GithubPiece, githubPieces } from './github-syntax.ts'
import { FOLDERS, type Part } from './part.ts'
import { namesOf } from './path-names.ts'

/** In all names together: each `**` between two other characters of a name doubles the alternatives. */
const MAX_BETWEEN = 6

const RUN: Piece = { kind: 'run' }

/**
 * A pattern of GitHub's dialect as patterns of whole names: `a**b` is `a*b` or
 * `a*` and any folders and `*b`, `**.go` is `**` and `*.go`. A path matches when
 * it matches one of them. Throws {@link UserError} with the second half of a
 * sentence.
 */
export const githubParts = (text: string): readonly (readonly Part[])[] => {
  if (text.startsWith('!')) {
    throw new UserError(
      String.raw`GitHub's dialect takes one ! before a pattern, and no groups as in !(a); \! is a plain !`,
    )
  }
  const names = namesOf(text).map(githubPieces)
  // Counted before any alternative is made.
  if (names.reduce((sum, pieces) => sum + crossingsBetween(pieces), 0) > MAX_BETWEEN) {
    throw new UserError(`it has more than ${MAX_BETWEEN} ** between other characters`)
  }
  const alternatives = names.map((pieces, at) => partsOf(pieces, at === names.length - 1))
  return alternatives.reduce<readonly (readonly Part[])[]>(
    (heads, tails) => heads.flatMap((head) => tails.map((tail) => [...head, ...tail])),
    [[]],
  )
}

/** How many `**` stand between two other pieces; no two of them follow each other. */
const crossingsBetween = (pieces: readonly GithubPiece[]): number =>
  pieces.slice(1, -1).filter((piece) => piece === CROSSING).length

const partsOf = (pieces: readonly GithubPiece[], last: boolean): readonly (readonly Part[])[] => {
  // A folder itself is no file in it.
  if (pieces.every((piece) => piece === CROSSING)) return [last ? [FOLDERS, anyName] : [FOLDERS]]
  const [first = [], ...rest] = split(pieces)
  // At either end `**` is a `*` and any folders, at the end of a pattern the name itself too.
  const head: readonly Part[] = first.length === 0 && rest.length > 0 ? [FOLDERS] : []
  const tail: readonly Part[] = rest.at(-1)?.length === 0 ? [FOLDERS] : []
  return joined(first, rest).map((names) => [
    ...head,
    ...names.flatMap((name, at): readonly Part[] =>
      at === 0 ? [segmentOf(name)] : [FOLDERS, segmentOf(name)],
    ),
    ...tail,
  ])
}

const anyName: Part = segmentOf([RUN])

/** The pieces between the `**`. */
const split = (pieces: readonly GithubPiece[]): readonly (readonly Piece[])[] => {
  const chunks: Piece[][] = [[]]
  for (const piece of pieces) {
    if (piece === CROSSING) chunks.push([])
    else chunks.at(-1)?.push(piece)
  }
  return chunks
}

type Names = readonly (readonly Piece[])[]

/** All ways to read each `**` between chunks as a `*` of one name or as the end of one and the start of another. */
const joined = (first: readonly Piece[], rest: Names): readonly Names[] =>
  rest.reduce<readonly Names[]>(
    (all, chunk, at) => {
      const between = chunk.length > 0 && (at > 0 || first.length > 0)
      return all.flatMap((names) => {
        const before = names.slice(0, -1)
        const open = names.at(-1) ?? []
        const same = [...before, withRun(open, chunk)]
        return between ? [same, [...before, withRun(open, []), withRun([], chunk)]] : [same]
      })
    },
    [[first]],
  )

/** Two `*` in a row are one. */
const withRun = (before: readonly Piece[], after: readonly Piece[]): readonly Piece[] =>
  [...before, RUN, ...after].filter(
    (piece, at, all) => piece.kind !== 'run' || all[at - 1]?.kind !== 'run',
  )
