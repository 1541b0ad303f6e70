/** A part of a path's pattern: any run of characters, or a single one. */
type Piece = 'run' | ((codePoint: number) => boolean)

/** The pattern of one name in a path, which holds no `/`. */
export type SegmentPattern = { accepts(name: string): boolean }

/**
 * Reads `*`, `?`, `[a-z]`, `[^a]` and `\` as trivy's doublestar does; answers
 * what is wrong with a pattern that is none.
 */
export const segmentPattern = (text: string): SegmentPattern | { readonly problem: string } => {
  const characters = [...text]
  const pieces: Piece[] = []
  for (let at = 0; at < characters.length; ) {
    const piece = pieceAt(characters, at)
    if ('problem' in piece) return piece
    if (piece.piece !== 'run' || pieces.at(-1) !== 'run') pieces.push(piece.piece)
    at = piece.end
  }
  return { accepts: (name) => accepts(pieces, name) }
}

type Read = { readonly piece: Piece; readonly end: number } | { readonly problem: string }

const pieceAt = (text: readonly string[], at: number): Read => {
  const character = text[at]
  if (character === '*') return { piece: 'run', end: at + 1 }
  if (character === '?') return { piece: () => true, end: at + 1 }
  if (character === '[') return classAt(text, at)
  const one = literalAt(text, at)
  if (one === undefined) return { problem: 'it ends with a backslash' }
  return { piece: (codePoint) => codePoint === one.codePoint, end: one.end }
}

/** One character, which may stand behind a backslash. */
const literalAt = (
  text: readonly string[],
  at: number,
): { readonly codePoint: number; readonly end: number } | undefined => {
  const position = text[at] === '\\' ? at + 1 : at
  const codePoint = text[position]?.codePointAt(0)
  return codePoint === undefined ? undefined : { codePoint, end: position + 1 }
}

type Range = { readonly low: number; readonly high: number }

const classAt = (text: readonly string[], start: number): Read => {
  const isNegated = text[start + 1] === '^' || text[start + 1] === '!'
  const ranges: Range[] = []
  let at = start + (isNegated ? 2 : 1)
  while (text[at] !== ']') {
    const low = literalAt(text, at)
    const isRange = low !== undefined && text[low.end] === '-' && text[low.end + 1] !== ']'
    const high = isRange ? literalAt(text, low.end + 1) : low
    if (low === undefined || high === undefined) return { problem: 'a [ in it is not closed' }
    ranges.push({ low: low.codePoint, high: high.codePoint })
    at = high.end
  }
  if (ranges.length === 0) return { problem: 'a [] in it is empty' }
  const isIn = (codePoint: number) =>
    ranges.some(({ low, high }) => low <= codePoint && codePoint <= high)
  return { piece: (codePoint) => isIn(codePoint) !== isNegated, end: at + 1 }
}

/** Time is pieces times characters: every piece is decided once for every character. */
const accepts = (pieces: readonly Piece[], name: string): boolean => {
  let here = reached(pieces, [0])
  for (const character of name) {
    const codePoint = character.codePointAt(0) ?? 0
    const next = [...here].flatMap((state) => {
      const piece = pieces[state]
      if (piece === 'run') return [state]
      return piece?.(codePoint) ? [state + 1] : []
    })
    here = reached(pieces, next)
  }
  return here.has(pieces.length)
}

/** The states with those behind a run, which may be empty. */
const reached = (pieces: readonly Piece[], states: readonly number[]): ReadonlySet<number> => {
  const all = new Set<number>()
  for (let state of states) {
    all.add(state)
    while (pieces[state] === 'run') {
      state += 1
      all.add(state)
    }
  }
  return all
}
