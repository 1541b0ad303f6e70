import { segmentMatcher } from './segment-matcher.ts'
import { type Piece, parseSegment } from './segment-syntax.ts'

/** A plain name, or a test for names. */
export type Segment = string | ((name: string) => boolean)

/**
 * Compiles the pattern of one file or folder name. The two shapes that nearly
 * all patterns have, a plain name and a single `*`, need no states at all.
 */
export const compileSegment = (pattern: string): Segment => {
  const pieces = parseSegment(pattern)
  const runs = pieces.filter(({ kind }) => kind === 'run').length
  const simple = pieces.every(({ kind }) => kind === 'literal' || kind === 'run')
  if (!simple || runs > 1) return segmentMatcher(pieces)
  if (runs === 0) return literalText(pieces)
  const at = pieces.findIndex(({ kind }) => kind === 'run')
  return between(literalText(pieces.slice(0, at)), literalText(pieces.slice(at + 1)))
}

const literalText = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.kind === 'literal' ? piece.character : '')).join('')

const between =
  (prefix: string, suffix: string) =>
  (name: string): boolean =>
    name.length >= prefix.length + suffix.length && name.startsWith(prefix) && name.endsWith(suffix)
