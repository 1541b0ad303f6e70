import { segmentMatcher } from './segment-matcher.ts'
import { type Piece, parseSegment } from './segment-syntax.ts'

/** A plain name, or a pattern for names. */
export type Segment = string | SegmentPattern

export type SegmentPattern = {
  /** Plain text with which every accepted name starts and ends; the two may overlap. */
  readonly prefix: string
  readonly suffix: string
  /** How many steps a character of a name takes, at most; 0 where the whole name takes one. */
  readonly states: number
  accepts(name: string): boolean
}

/** Anything that may be more than itself. */
const SPECIAL = /[*?[\\]|[+@!]\(/

/** Compiles the pattern of one file or folder name. Nearly all are plain, which needs no parser. */
export const compileSegment = (pattern: string): Segment =>
  SPECIAL.test(pattern) ? segmentOf(parseSegment(pattern)) : pattern

/**
 * The two shapes that nearly all patterns have, a plain name and a single `*`,
 * need no states at all.
 */
export const segmentOf = (pieces: readonly Piece[]): Segment => {
  const isLiteral = ({ kind }: Piece): boolean => kind === 'literal'
  const from = pieces.findIndex((piece) => !isLiteral(piece))
  if (from === -1) return literalText(pieces)
  const to = pieces.findLastIndex((piece) => !isLiteral(piece))
  const prefix = literalText(pieces.slice(0, from))
  const suffix = literalText(pieces.slice(to + 1))
  const between = pieces.slice(from, to + 1)
  const single = between.length === 1 && between[0]?.kind === 'run'
  const matcher = single ? { states: 0, accepts: around(prefix, suffix) } : segmentMatcher(pieces)
  return { prefix, suffix, ...matcher }
}

export const acceptsName = (segment: Segment, name: string): boolean =>
  typeof segment === 'string' ? segment === name : segment.accepts(name)

const literalText = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.kind === 'literal' ? piece.character : '')).join('')

const around =
  (prefix: string, suffix: string) =>
  (name: string): boolean =>
    name.length >= prefix.length + suffix.length && name.startsWith(prefix) && name.endsWith(suffix)
