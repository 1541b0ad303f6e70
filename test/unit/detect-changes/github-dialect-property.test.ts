import { compileGlob } from '@ci-kit/detect-changes/matching/glob'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'

const letter = fc.constantFrom('a', 'b', '.')
const name = fc
  .string({ unit: letter, minLength: 1, maxLength: 4 })
  .filter((text) => !/^\.+$/.test(text))
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))

/** A piece of a pattern beside the regular expression that says the same. */
type Said = readonly [string, string]

const character = fc.constantFrom<Said>(['a', 'a'], ['b', 'b'], ['\\.', '\\.'], ['[ab]', '[ab]'])
const repeated = fc
  .tuple(character, fc.constantFrom('', '?', '+'))
  .map(([[text, regex], sign]): Said => [text + sign, `(?:${regex})${sign}`])
const plain = fc.array(repeated, { minLength: 1, maxLength: 2 })
const star = fc.constantFrom<Said>(['*', '[^/]*'], ['**', '.*'])
const join = (all: readonly Said[]): Said => [
  all.map(([text]) => text).join(''),
  all.map(([, regex]) => regex).join(''),
]
const maybe = fc.option(star, { nil: ['', ''] as const })
const segment = fc
  .tuple(maybe, plain, maybe, fc.option(plain, { nil: [] }), maybe)
  // Two stars in a row are one longer star, which the reference says differently.
  .filter(([, , between, more, after]) => more.length > 0 || between[0] === '' || after[0] === '')
  .map(([before, some, between, more, after]) => join([before, ...some, between, ...more, after]))
const folders = fc.array(
  fc.oneof(
    segment.map(([text, regex]): Said => [`${text}/`, `${regex}/`]),
    fc.constant<Said>(['**/', '(?:.*/)?']),
    fc.constant<Said>(['*/', '[^/]*/']),
  ),
  { maxLength: 3 },
)
const pattern = fc
  .tuple(folders, fc.oneof(segment, star))
  .map(([before, last]) => join([...before, last]))

test("patterns of GitHub's dialect mean what their regular expressions mean", () => {
  fc.assert(
    fc.property(pattern, fc.array(path, { minLength: 1, maxLength: 8 }), ([text, regex], paths) => {
      const { matches } = compileGlob(text, 'github')
      const reference = new RegExp(`^${regex}$`)
      for (const one of paths) {
        expect([text, one, matches(one)]).toEqual([text, one, reference.test(one)])
      }
    }),
    { numRuns: 4_000 },
  )
})
