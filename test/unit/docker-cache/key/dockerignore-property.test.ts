import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { rulesOf, verdict } from './ignore-verdict.ts'

describe('dockerignore, any patterns', () => {
  test('a folder that need not be read holds nothing that is kept', () => {
    fc.assert(
      fc.property(fc.array(line(true), { maxLength: 4 }), path, (lines, file) => {
        const rules = rulesOf(lines.join('\n'))
        const folders = file.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'))
        const shut = folders.find(
          (folder) => verdict(rules, folder).ignored && rules.closed(folder),
        )
        fc.pre(shut !== undefined)
        expect(verdict(rules, file).ignored).toBe(true)
      }),
    )
  })

  test('without exceptions, a path is ignored when a pattern matches it or a folder above', () => {
    fc.assert(
      fc.property(fc.array(line(false), { maxLength: 4 }), path, (lines, file) => {
        const expected = lines.some((pattern) => matchesAny(pattern, file))
        expect(verdict(rulesOf(lines.join('\n')), file).ignored).toBe(expected)
      }),
      { numRuns: 2_000 },
    )
  })
})

const name = fc.constantFrom('a', 'b', 'ab', 'ba', '.a', 'a.b')
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
const segment = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', '?', '?b', '**', '.a', 'a.?')
const line = (exceptions: boolean) =>
  fc
    .tuple(
      fc.constantFrom('', ...(exceptions ? ['!'] : [])),
      fc.array(segment, { minLength: 1, maxLength: 4 }),
    )
    .map(([sign, segments]) => sign + segments.join('/'))

const matchesAny = (pattern: string, file: string): boolean =>
  file
    .split('/')
    .some((_, index, all) => segmentsMatch(pattern.split('/'), all.slice(0, index + 1)))

/** The definition, one segment after the other: `**` is any number of them, at the end at least one. */
const segmentsMatch = (pattern: readonly string[], path: readonly string[]): boolean => {
  const [first, ...rest] = pattern
  if (first === undefined) return path.length === 0
  if (first === '**') {
    if (rest.length === 0) return path.length > 0
    return path.some((_, index) => segmentsMatch(rest, path.slice(index)))
  }
  const [head, ...tail] = path
  return head !== undefined && nameMatches(first, head) && segmentsMatch(rest, tail)
}

const nameMatches = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === ''
  if (pattern[0] === '*')
    return [...text, ''].some((_, index) => nameMatches(pattern.slice(1), text.slice(index)))
  const fits = text !== '' && (pattern[0] === '?' || pattern[0] === text[0])
  return fits && nameMatches(pattern.slice(1), text.slice(1))
}
