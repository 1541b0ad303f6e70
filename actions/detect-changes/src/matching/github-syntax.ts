import { UserError } from '@ci-kit/core/errors'
import type { CharacterTest } from '../glob/character-class.ts'
import type { Piece } from '../glob/segment-syntax.ts'

/** `**` beside other characters: anything, across folders. */
export const CROSSING = 'crossing'
export type GithubPiece = Piece | typeof CROSSING

type Read = { readonly piece: GithubPiece; readonly end: number }

/**
 * Reads one name of a pattern in the syntax of `paths:` in workflows (GitHub's
 * "Filter pattern cheat sheet"): `*` stays in the name, `**` does not, `?` is
 * zero or one and `+` one or more of the character before, `[ ]` one of several
 * characters. Throws {@link UserError} with the second half of a sentence.
 */
export const githubPieces = (name: string): readonly GithubPiece[] => {
  const text = [...name]
  const pieces: GithubPiece[] = []
  let at = 0
  for (let character = text[at]; character !== undefined; character = text[at]) {
    const { piece, end } =
      character === '?' || character === '+'
        ? { piece: repeated(pieces.pop(), character), end: at + 1 }
        : pieceAt(text, at, character)
    pieces.push(piece)
    at = end
  }
  return pieces
}

const repeated = (piece: GithubPiece | undefined, sign: '?' | '+'): Piece => {
  if (
    piece !== undefined &&
    piece !== CROSSING &&
    (piece.kind === 'literal' || piece.kind === 'one')
  )
    return { kind: 'group', sign, alternatives: [[piece]] }
  const count =
    sign === '?' ? 'makes the character before it optional' : 'repeats the character before it'
  throw new UserError(`its ${sign} ${count}, and there is none; \\${sign} is a plain ${sign}`)
}

const pieceAt = (text: readonly string[], at: number, character: string): Read => {
  if (character === '*') return starsAt(text, at)
  if (character === '[') return classAt(text, at)
  if (character !== '\\') return { piece: { kind: 'literal', character }, end: at + 1 }
  const escaped = text[at + 1]
  if (escaped === undefined) throw new UserError('a name in it ends in a single \\')
  return { piece: { kind: 'literal', character: escaped }, end: at + 2 }
}

const starsAt = (text: readonly string[], at: number): Read => {
  let end = at
  while (text[end] === '*') end += 1
  return { piece: end === at + 1 ? { kind: 'run' } : CROSSING, end }
}

/** GitHub documents letters, digits and their ranges; other characters stand for themselves. */
const classAt = (text: readonly string[], at: number): Read => {
  const close = text.indexOf(']', at)
  if (close === -1) {
    throw new UserError(String.raw`its [ is not closed in the same folder name; \[ is a plain [`)
  }
  const members = text.slice(at + 1, close)
  const written = members.join('')
  if (members.length === 0) throw new UserError('its [] holds no character')
  if (/^[!^]/.test(written)) {
    throw new UserError(
      `its [${written}] cannot say which characters not to match in GitHub's dialect`,
    )
  }
  return { piece: { kind: 'one', accepts: oneOf(members) }, end: close + 1 }
}

const oneOf = (members: readonly string[]): CharacterTest => {
  const ranges: { readonly low: number; readonly high: number }[] = []
  for (let at = 0; at < members.length; at += 1) {
    const low = members[at] ?? ''
    const high = members[at + 1] === '-' ? members[at + 2] : undefined
    if (high !== undefined) checkRange(low, high)
    ranges.push({ low: codeOf(low), high: codeOf(high ?? low) })
    if (high !== undefined) at += 2
  }
  return (codePoint) => ranges.some(({ low, high }) => low <= codePoint && codePoint <= high)
}

const codeOf = (character: string): number => character.codePointAt(0) ?? Number.NaN

const checkRange = (low: string, high: string): void => {
  const known = [/[a-z]/, /[A-Z]/, /[0-9]/].some((kind) => kind.test(low) && kind.test(high))
  if (!known) throw new UserError(`its range [${low}-${high}] is not within a-z, A-Z or 0-9`)
  if (codeOf(high) < codeOf(low)) throw new UserError(`its range [${low}-${high}] runs backwards`)
}
