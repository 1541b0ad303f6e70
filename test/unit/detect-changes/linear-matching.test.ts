import { segmentMatcher } from '@ci-kit/detect-changes/glob/segment-matcher'
import { type Piece, parseSegment } from '@ci-kit/detect-changes/glob/segment-syntax'
import { compileGlob } from '@ci-kit/detect-changes/matching/glob'
import { FOLDERS } from '@ci-kit/detect-changes/matching/part'
import { matchesNames } from '@ci-kit/detect-changes/matching/path-pattern'
import { expect, test } from '@jest/globals'

/** The same pieces, which count how often a character is looked at. */
const counted = (pieces: readonly Piece[], count: () => void): readonly Piece[] =>
  pieces.map((piece) => {
    if (piece.kind === 'group') {
      const alternatives = piece.alternatives.map((one) => counted(one, count))
      return { ...piece, alternatives }
    }
    if (piece.kind !== 'literal') return piece
    const accepts = (codePoint: number): boolean => {
      count()
      return codePoint === piece.character.codePointAt(0)
    }
    return { kind: 'one', accepts }
  })

const looks = (pattern: string, name: string): number => {
  let looked = 0
  const count = (): void => {
    looked += 1
  }
  expect(segmentMatcher(counted(parseSegment(pattern), count)).accepts(name)).toBe(false)
  return looked
}

test.each([
  `${'*a'.repeat(10)}b`,
  `${'*a'.repeat(400)}b`,
  '+(+(a))b',
  '*(*(*(*(a))))b',
  '!(!(!(*a*)b*)c*)d',
])('%j looks at each character a fixed number of times', (pattern) => {
  const short = looks(pattern, 'a'.repeat(1_000))
  expect(short).toBeGreaterThan(0)
  expect(looks(pattern, 'a'.repeat(4_000))).toBeLessThanOrEqual(4 * short + pattern.length)
})

test('folders are tried parts times names, not more', () => {
  let tried = 0
  const a = {
    prefix: '',
    suffix: '',
    states: 0,
    accepts: (name: string): boolean => {
      tried += 1
      return name === 'a'
    },
  }
  const parts = [...Array.from({ length: 150 }, () => [FOLDERS, a] as const).flat(), 'b']
  const names = Array.from({ length: 2_000 }, () => 'a')
  expect(matchesNames(parts, names)).toBe(false)
  expect(tried).toBeLessThanOrEqual(parts.length * names.length)
})

test.each([
  [`${'*a'.repeat(400)}b`, 'minimatch'],
  [`${'**/*a*/'.repeat(120)}b`, 'minimatch'],
  [`${'a+*'.repeat(300)}b`, 'github'],
  ['a**a**a**a**a**b', 'github'],
] as const)('%j answers for a path of 4,000 characters', (pattern, dialect) => {
  const glob = compileGlob(pattern, dialect)
  expect(glob.matches('a'.repeat(4_000))).toBe(false)
  expect(glob.matches('a/'.repeat(2_000).slice(0, -1))).toBe(false)
})

test.each([`${'a**'.repeat(300)}b`, `${'a**b/'.repeat(150)}c`])(
  "%j is refused in GitHub's dialect before its 2 ** n ways are made",
  (pattern) => {
    expect(() => compileGlob(pattern, 'github')).toThrow('more than 6 ** between other characters')
  },
)
