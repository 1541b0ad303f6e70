import type { Change } from '../change.ts'
import type { Components, Rule } from '../component.ts'
import type { Glob } from '../matching/glob.ts'
import { type LiteralParts, literalParts } from './literal-parts.ts'
import { type PathIndex, pathIndex } from './path-index.ts'

/**
 * Tests of a path against a pattern, all patterns together: less than 50 ms
 * for usual patterns. Few repositories get near it, because most patterns match
 * one of the first paths of their folder or with their file name. Rules that come after it count as
 * matched: a missing notice does less harm than a wrong one.
 */
const MAX_TESTS = 100_000

/**
 * The rules whose pattern matches neither a tracked path nor a changed one: out
 * of date, or misspelt. In the order of the components, then `all-on`, then
 * `ignore`; a rule that an alias repeats comes once.
 */
export const unmatchedRules = (
  { components, allOn, ignore }: Components,
  changes: readonly Change[],
  tracked: readonly string[],
  maxTests = MAX_TESTS,
): readonly Rule[] => {
  const lists = [...components.map(({ list }) => list), allOn, ignore]
  const rules = distinct(lists.flatMap((list) => list.rules))
  const indexes = [pathIndex(tracked), pathIndex(changes.map(({ path }) => path))]
  const unmatched = unmatchedGlobs(rules, indexes, maxTests)
  return rules.filter(({ glob }) => unmatched.has(glob))
}

const distinct = (rules: readonly Rule[]): readonly Rule[] => {
  const known = new Map<string, Rule>()
  for (const rule of rules) {
    const key = `${rule.source}\n${rule.line}\n${rule.excludes}\n${rule.pattern}`
    if (!known.has(key)) known.set(key, rule)
  }
  return [...known.values()]
}

/** Patterns of which less is known come last, so that they use up the tests of no other one. */
const unmatchedGlobs = (
  rules: readonly Rule[],
  indexes: readonly PathIndex[],
  maxTests: number,
): ReadonlySet<Glob> => {
  const globs = [...new Map(rules.map(({ glob, pattern }) => [glob, literalParts(pattern)]))]
  const isVague = ([, { prefix, file }]: readonly [Glob, LiteralParts]) =>
    prefix === '' && file === undefined
  const unmatched = new Set<Glob>()
  const tests = { left: maxTests }
  for (const [glob, parts] of [...globs.filter((one) => !isVague(one)), ...globs.filter(isVague)]) {
    if (!matchesAny(glob, parts, indexes, tests)) unmatched.add(glob)
  }
  return unmatched
}

const matchesAny = (
  glob: Glob,
  parts: LiteralParts,
  indexes: readonly PathIndex[],
  tests: { left: number },
): boolean => {
  for (const index of indexes) {
    for (const path of index.candidates(parts)) {
      if (tests.left === 0) return true
      tests.left -= 1
      if (glob.matches(path)) return true
    }
  }
  return false
}
