import { UserError } from '@ci-kit/core/errors'
import { type CharacterTest, parseClass } from './character-class.ts'

/** One piece of the pattern for a single file or folder name. */
export type Piece =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'one'; readonly accepts: CharacterTest }
  /** `*`: any number of characters. */
  | { readonly kind: 'run' }
  | {
      readonly kind: 'group'
      readonly sign: Sign
      readonly alternatives: readonly (readonly Piece[])[]
    }

/** How often a group occurs: `?( )` 0–1, `*( )` 0–n, `+( )` 1–n, `@( )` once, `!( )` anything else. */
export type Sign = '?' | '*' | '+' | '@' | '!'

/** Groups in groups beyond this are refused: nobody reads them, and each level may double the matcher. */
const MAX_DEPTH = 4

/** Parses one path segment. Throws {@link UserError} with the second half of a sentence that starts with the pattern. */
export const parseSegment = (segment: string): readonly Piece[] => {
  const text = [...segment]
  return sequenceAt(text, 0, 0).pieces
}

type Parsed = { readonly pieces: readonly Piece[]; readonly end: number }

const sequenceAt = (text: readonly string[], start: number, depth: number): Parsed => {
  const pieces: Piece[] = []
  let at = start
  for (let character = text[at]; character !== undefined; character = text[at]) {
    if (depth > 0 && (character === '|' || character === ')')) break
    const { piece, end } = pieceAt(text, at, character, depth)
    if (!(piece.kind === 'run' && pieces.at(-1)?.kind === 'run')) pieces.push(piece)
    at = end
  }
  return { pieces, end: at }
}

const pieceAt = (
  text: readonly string[],
  at: number,
  character: string,
  depth: number,
): { piece: Piece; end: number } => {
  if (isSign(character) && text[at + 1] === '(') return groupAt(text, at, character, depth)
  if (character === '*') return { piece: { kind: 'run' }, end: at + 1 }
  if (character === '?') return { piece: { kind: 'one', accepts: () => true }, end: at + 1 }
  if (character === '[') {
    const { test, end } = parseClass(text, at)
    return { piece: { kind: 'one', accepts: test }, end }
  }
  if (character !== '\\') return { piece: { kind: 'literal', character }, end: at + 1 }
  const escaped = text[at + 1]
  if (escaped === undefined) throw new UserError('a name in it ends in a single \\')
  return { piece: { kind: 'literal', character: escaped }, end: at + 2 }
}

const groupAt = (
  text: readonly string[],
  at: number,
  sign: Sign,
  depth: number,
): { piece: Piece; end: number } => {
  if (depth === MAX_DEPTH) throw new UserError(`it nests more than ${MAX_DEPTH} groups`)
  const alternatives: (readonly Piece[])[] = []
  let end = at + 1
  while (text[end] !== ')') {
    const { pieces, end: after } = sequenceAt(text, end + 1, depth + 1)
    if (text[after] === undefined) {
      throw new UserError(
        `its ${sign}( is not closed in the same folder name; for names with / use {a,b}`,
      )
    }
    alternatives.push(pieces)
    end = after
  }
  return { piece: { kind: 'group', sign, alternatives }, end: end + 1 }
}

const isSign = (character: string): character is Sign =>
  character.length === 1 && '?*+@!'.includes(character)
