import { compileGlob, DIALECTS } from '@ci-kit/detect-changes/matching/glob'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { braceExpand, Minimatch } from 'minimatch'
import { codePoint } from '../../fakes/code-point.ts'

const OPTIONS = { dot: true, nonegate: true, nocomment: true, platform: 'linux' } as const

/** Few letters, so that patterns and paths meet; no '-', which minimatch cannot have beside a POSIX class. */
const letter = fc.constantFrom('a', 'b', '.', '_')
const name = fc
  .string({ unit: letter, minLength: 1, maxLength: 5 })
  .filter((text) => !/^\.+$/.test(text))
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))

const charClass = fc.constantFrom('[ab]', '[!a]', '[^.b]', '[a-b]', '[[:alpha:]]', '[-a]')
const atom = fc.oneof(
  { weight: 5, arbitrary: letter },
  { weight: 2, arbitrary: fc.constantFrom('*', '?', '\\*') },
  { weight: 1, arbitrary: charClass },
)
const words = fc.array(atom, { minLength: 1, maxLength: 3 }).map((atoms) => atoms.join(''))
const repeated = fc
  .tuple(fc.constantFrom('@', '?', '*', '+'), fc.array(words, { minLength: 1, maxLength: 3 }))
  .map(([sign, alternatives]) => `${sign}(${alternatives.join('|')})`)
/**
 * Without groups inside, because minimatch forgets what follows those and lets
 * `a!(@(b))` match `ab`; without a lone `*`, which it reads as one character or more.
 */
const excluded = fc
  .array(
    words.filter((text) => !/^\*+$/.test(text)),
    { minLength: 1, maxLength: 2 },
  )
  .map((alternatives) => `!(${alternatives.join('|')})`)
const nested = fc
  .tuple(
    fc.constantFrom('@', '?', '*', '+'),
    fc.array(fc.oneof(words, repeated), { minLength: 1, maxLength: 2 }),
  )
  .map(([sign, alternatives]) => `${sign}(${alternatives.join('|')})`)
const braces = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((members) => `{${members.join(',')}}`)

const pieces = fc
  .array(fc.oneof({ weight: 6, arbitrary: words }, repeated, nested), { maxLength: 3 })
  .map((all) => all.join(''))
/** After a `!( )` comes the end or a plain letter, because minimatch reads `*` there as one character or more. */
const segment = fc
  .tuple(pieces, fc.oneof({ weight: 2, arbitrary: fc.constant('') }, excluded), letter, pieces)
  .map(([before, not, plain, after]) =>
    after === '' ? before + not : before + not + plain + after,
  )
  .filter((text) => text !== '')
const pattern = fc
  .array(fc.oneof({ weight: 4, arbitrary: segment }, fc.constant('**'), braces), {
    minLength: 1,
    maxLength: 4,
  })
  .map((segments) => segments.join('/'))
  // Names of dots only are refused here; a slash at either end means more here than in minimatch.
  .filter(
    (text) =>
      !/(?:^|[/{,|(])\.+(?:$|[/},|)])/.test(text) && !/^[/{]|[/}]$|[{,]\/|\/[,}]/.test(text),
  )

test('patterns mean what they mean in minimatch', () => {
  fc.assert(
    fc.property(pattern, fc.array(path, { minLength: 1, maxLength: 8 }), (glob, paths) => {
      const reference = new Minimatch(glob, OPTIONS)
      const { matches } = compileGlob(glob, 'minimatch')
      // picomatch's meaning, not minimatch's: below a folder is also what stands in its place.
      const itself = braceExpand(glob).map(
        (expanded) => new Minimatch(expanded.replace(/(\/+\*\*)+$/, ''), OPTIONS),
      )
      const expected = (one: string): boolean =>
        reference.match(one) || itself.some((each) => each.match(one))
      expect([glob, paths.map((one) => [one, matches(one)])]).toEqual([
        glob,
        paths.map((one) => [one, expected(one)]),
      ])
    }),
    { numRuns: 4_000 },
  )
})

test('a path without magic characters matches itself and nothing else', () => {
  fc.assert(
    fc.property(path, path, (one, other) => {
      expect(compileGlob(one, 'minimatch').matches(other)).toBe(one === other)
    }),
  )
})

test('an escaped name matches itself, whatever it holds', () => {
  const odd = fc
    .string({ unit: codePoint, minLength: 1, maxLength: 8 })
    .filter((text) => !/^\.{1,2}$|\//.test(text))
  fc.assert(
    fc.property(odd, (text) => {
      const escaped = [...text].map((character) => `\\${character}`).join('')
      for (const dialect of DIALECTS) {
        expect(compileGlob(`**/${escaped}`, dialect).matches(`x/${text}`)).toBe(true)
      }
    }),
  )
})

test('any text either compiles or is refused with a reason, and matching it ends', () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'ab*?[]{}()!@+|\\,./^-:'), maxLength: 40 })
  fc.assert(
    fc.property(hostile, path, fc.constantFrom(...DIALECTS), (text, one, dialect) => {
      try {
        compileGlob(text, dialect).matches(one)
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'UserError' })
      }
    }),
    { numRuns: 2_000 },
  )
})
