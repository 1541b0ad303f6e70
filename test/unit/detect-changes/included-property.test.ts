import { type Change, STATUSES, type Status } from '@ci-kit/detect-changes/change'
import { QUANTIFIERS, type Rule, type RuleList } from '@ci-kit/detect-changes/component'
import { compileGlob } from '@ci-kit/detect-changes/matching/glob'
import { included } from '@ci-kit/detect-changes/matching/included'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Minimatch } from 'minimatch'

const OPTIONS = { dot: true, nonegate: true, nocomment: true, platform: 'linux' } as const

const name = fc.constantFrom('a', 'b', 'ab', 's1', 's12', 'x.ts', 'y.test.ts', 'z.md', '.env')
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
const end = fc.constantFrom('**/*', '**/*.ts', '*.{ts,md}', '**/x.ts', '*', 's1*', '**/*.test.ts')
const below = fc
  .tuple(fc.array(fc.oneof(name, fc.constant('{a,s1}')), { maxLength: 2 }), end)
  .map(([names, last]) => [...names, last].join('/'))
const pattern = fc.oneof(
  path,
  below,
  fc.constantFrom(
    '**',
    '**/a/**',
    '!(a)/**',
    's?/*',
    '@(a|b)*/**/s1*/*',
    '{a,{b,s12}}/{x.ts,z.md}',
  ),
)

const change = fc.record({ path, status: fc.constantFrom(...STATUSES) })
/** More than fit into two words of a set. */
const changes = fc.uniqueArray(change, { selector: (one) => one.path, maxLength: 70, size: 'max' })

const statuses: fc.Arbitrary<readonly Status[] | undefined> = fc.option(
  fc.subarray([...STATUSES], { minLength: 1 }),
  { nil: undefined, freq: 3 },
)
const rule: fc.Arbitrary<Rule> = fc
  .record({ pattern, statuses, excludes: fc.boolean(), line: fc.nat({ max: 99 }) })
  .map((one) => ({ ...one, source: 'filters', glob: compileGlob(one.pattern, 'minimatch') }))
const list: fc.Arbitrary<RuleList> = fc.record({
  rules: fc.array(rule, { maxLength: 5 }),
  quantifier: fc.constantFrom(...QUANTIFIERS),
})
const lists = fc.array(list, { minLength: 1, maxLength: 6 })

const inStatus = (one: Rule, { status }: Change): boolean => one.statuses?.includes(status) ?? true

/** Compiled once, and not for each path again. */
const compiled = new Map<string, Minimatch>()
const matcherOf = (text: string): Minimatch => {
  const matcher = compiled.get(text) ?? new Minimatch(text, OPTIONS)
  compiled.set(text, matcher)
  return matcher
}

/** `a/**` is `a` too, which minimatch does not say. */
const matchesText = (one: Rule, { path: text }: Change): boolean =>
  [one.pattern, one.pattern.replace(/\/\*\*$/, '')].some((each) => matcherOf(each).match(text))

const counts = ({ rules, quantifier }: RuleList, file: Change): boolean => {
  if (rules.length === 0) return false
  const hits = (one: Rule): boolean => inStatus(one, file) && matchesText(one, file)
  if (quantifier === 'every') {
    return rules.every((one) => inStatus(one, file) && matchesText(one, file) !== one.excludes)
  }
  const [first] = quantifier === 'some' ? rules : rules.filter(({ excludes }) => !excludes)
  const fromAll = (first?.excludes ?? true) && rules[0] !== undefined && inStatus(rules[0], file)
  if (quantifier === 'some-with-excludes') {
    const wanted = fromAll && first === undefined
    const some = rules.some((one) => !one.excludes && hits(one))
    return (wanted || some) && !rules.some((one) => one.excludes && hits(one))
  }
  return rules.reduce((so, one) => (hits(one) ? !one.excludes : so), fromAll)
}

const pathsOf = (all: readonly RuleList[], files: readonly Change[]): readonly string[][] =>
  included(all, files).map((one) => one.files.map((file) => file.path))

test('every list gets the files that an obvious matcher gives it, in their order', () => {
  fc.assert(
    fc.property(lists, changes, (all, files) => {
      const expected = all.map((one) =>
        files.filter((file) => counts(one, file)).map((file) => file.path),
      )
      expect(pathsOf(all, files)).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})

test('the rule is one that includes the first file, and none without files', () => {
  fc.assert(
    fc.property(lists, changes, (all, files) => {
      for (const [at, answer] of included(all, files).entries()) {
        const [first] = answer.files
        const rules = all[at]?.rules ?? []
        const made = answer.rule !== undefined && !rules.includes(answer.rule)
        expect(answer.rule === undefined).toBe(first === undefined)
        if (first === undefined || answer.rule === undefined) continue
        expect(answer.rule.excludes).toBe(false)
        expect(inStatus(answer.rule, first) && matchesText(answer.rule, first)).toBe(true)
        const { line, source } = answer.rule
        if (made) expect(rules[0]).toMatchObject({ line, source, excludes: true })
      }
    }),
  )
})

test('any order of the changes gives the same files', () => {
  const shuffled = changes.chain((files) =>
    fc.tuple(
      fc.constant(files),
      fc.shuffledSubarray(files, { minLength: files.length, maxLength: files.length }),
    ),
  )
  fc.assert(
    fc.property(lists, shuffled, (all, [files, others]) => {
      const sorted = (paths: readonly string[]): readonly string[] => [...paths].sort()
      expect(pathsOf(all, others).map(sorted)).toEqual(pathsOf(all, files).map(sorted))
    }),
  )
})

test('one more change takes no file from a list', () => {
  fc.assert(
    fc.property(lists, changes, change, (all, files, more) => {
      const others = files.filter((file) => file.path !== more.path)
      const after = pathsOf(all, [more, ...others])
      for (const [at, paths] of pathsOf(all, others).entries()) {
        expect(after[at]?.filter((one) => one !== more.path)).toEqual(paths)
      }
    }),
  )
})

test('an answer does not depend on the other lists', () => {
  fc.assert(
    fc.property(lists, changes, (all, files) => {
      expect(pathsOf(all, files)).toEqual(all.flatMap((one) => pathsOf([one], files)))
    }),
  )
})
