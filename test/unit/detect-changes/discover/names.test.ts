import { UserError } from '@ci-kit/core/errors'
import { componentNames } from '@ci-kit/detect-changes/discover/names'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const names = (...folders: string[]): readonly string[] => [
  ...componentNames(folders, 'shop').values(),
]

describe('names of components', () => {
  test.each<[string, string[], string[]]>([
    ['the last segment', ['services/web', 'api'], ['web', 'api']],
    ['other characters', ['a/b.c d', 'a/é'], ['b-c-d', '_-']],
    ['a digit or a dash first', ['x/2fa', 'x/-x', 'x/.github'], ['_2fa', '_-x', '_-github']],
    ['shared: the path', ['a/api', 'b/api', 'b/web'], ['a-api', 'b-api', 'web']],
    ['shared but for case', ['a/API', 'b/api'], ['a-API', 'b-api']],
    ['an output of this action', ['apps/matrix', 'apps/base'], ['apps-matrix', 'apps-base']],
    ['an output of another', ['a/web', 'b/web_count'], ['a-web', 'b-web_count']],
    ['lost in objects', ['libs/__proto__'], ['libs-__proto__']],
    ['not lost', ['libs/constructor'], ['constructor']],
    ['the root', ['', 'web'], ['shop', 'web']],
  ])('%s', (_, folders, expected) => {
    expect(names(...folders)).toEqual(expected)
  })

  test.each<[string[], RegExp]>([
    [['a/b-c', 'x/b-c', 'a-b/c', 'y/c'], /'a\/b-c' and 'a-b\/c'.*'a-b-c'.*Rename/],
    [['matrix'], /folder 'matrix' needs an output 'matrix'.*keeps for itself.*Rename the folder/],
    [['a/é', 'a/ü'], /'a\/é' and 'a\/ü'/],
    [['__proto__'], /'__proto__'/],
  ])('%j is an error that names the folders', (folders, message) => {
    expect(() => names(...folders)).toThrow(UserError)
    expect(() => names(...folders)).toThrow(message)
  })

  test('are legal, different and independent of the order', () => {
    const folder = fc
      .array(fc.constantFrom('a', 'b', '1', 'A', 'é', 'a-b', 'web', '.x'), {
        minLength: 1,
        maxLength: 3,
      })
      .map((segments) => segments.join('/'))
    fc.assert(
      fc.property(fc.uniqueArray(folder, { maxLength: 8 }), (folders) => {
        const answer = (list: readonly string[]) => {
          try {
            return componentNames(list, 'root')
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(UserError)
            return undefined
          }
        }
        const one = answer(folders)
        const other = answer(folders.toReversed())
        expect(one === undefined).toBe(other === undefined)
        for (const [key, name] of one ?? []) {
          expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/)
          expect(other?.get(key)).toBe(name)
        }
        const used = [...(one?.values() ?? [])].map((name) => name.toLowerCase())
        expect(new Set(used).size).toBe(used.length)
      }),
    )
  })
})
