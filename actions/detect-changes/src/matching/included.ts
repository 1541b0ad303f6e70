import type { Change, Status } from '../change.ts'
import type { Rule, RuleList } from '../component.ts'
import * as sets from './file-set.ts'
import { compileGlob, type Glob } from './glob.ts'
import { globIndex } from './glob-index.ts'

/** What counts for a list. */
export type Included = {
  /** In the order of the changes. */
  readonly files: readonly Change[]
  /** What decided for the first file: the last rule that includes it. Undefined without files. */
  readonly rule: Rule | undefined
}

/**
 * The changes that count for each of the lists, in their order.
 *
 * - `some`: the last rule that matches a file decides. A list that starts with
 *   an excluding rule starts from everything.
 * - `some-with-excludes`: one including rule has to match and no excluding one
 *   may, wherever they stand. A list of excluding rules starts from everything.
 * - `every`: all rules have to hold, an excluding one by not matching.
 *
 * A rule with statuses is one about such changes only: under `every` it holds
 * for no other. "Everything" is a rule `**` with the place and the statuses of
 * the first rule. A list without rules includes nothing.
 *
 * Every path meets only the globs that its beginning and end allow, each of
 * them once however many lists share it; lists are then decided for 32 files
 * at a time. Lists with the same files share one array.
 */
export const included = (
  lists: readonly RuleList[],
  changes: readonly Change[],
): readonly Included[] => {
  const ordered = lists.map(inOrder)
  const facts = factsOf(ordered, changes)
  const changesIn = picker(changes)
  return ordered.map((rules, at) => {
    const every = lists[at]?.quantifier === 'every'
    const single = every ? undefined : onlyRule(rules, facts)
    const decision = every ? heldByAll : decided
    const set = single ? facts.filesOf(single.glob) : decision(rules, facts)
    if (set === undefined) return NOTHING
    const files = changesIn(set)
    if (files.length === 0) return NOTHING
    return { files, rule: single ?? causeOf(rules, set, facts) }
  })
}

/** The same array for the same set. */
const picker = (changes: readonly Change[]): ((set: sets.FileSet) => readonly Change[]) => {
  const known = new Map<string, readonly Change[]>()
  return (set) => {
    const key = sets.keyOf(set)
    const picked = known.get(key) ?? sets.pick(changes, set)
    known.set(key, picked)
    return picked
  }
}

const NOTHING: Included = { files: [], rule: undefined }

/** The one rule that matches any file, when it takes all of these in; most lists of a large push have one. */
const onlyRule = (rules: readonly Rule[], facts: Facts): Rule | undefined => {
  let only: Rule | undefined
  for (const rule of rules) {
    if (facts.filesOf(rule.glob) === undefined) continue
    if (only !== undefined || rule.excludes || rule.statuses !== undefined) return undefined
    only = rule
  }
  return only
}

type Facts = {
  /** Undefined when the glob matches no file. */
  filesOf(glob: Glob): sets.FileSet | undefined
  /** The changes to which one of these happened. */
  withStatus(statuses: readonly Status[] | undefined): sets.FileSet
  /** The set to work in, for one list at a time. */
  readonly scratch: sets.FileSet
}

/** Excluding rules last where their order does not matter, and the rule that a list starts from. */
const inOrder = ({ rules, quantifier }: RuleList): readonly Rule[] => {
  const excluding = (rule: Rule): boolean => rule.excludes
  const ordered =
    quantifier === 'some'
      ? rules
      : [...rules.filter((rule) => !excluding(rule)), ...rules.filter(excluding)]
  const [first] = ordered
  if (first === undefined || !first.excludes) return ordered
  return [{ ...first, pattern: '**', excludes: false, glob: EVERYTHING }, ...ordered]
}

const EVERYTHING = compileGlob('**', 'minimatch')

const factsOf = (lists: readonly (readonly Rule[])[], changes: readonly Change[]): Facts => {
  const { globs, numberOf } = distinctGlobs(lists)
  const found: (sets.FileSet | undefined)[] = globs.map(() => undefined)
  const index = globIndex(globs)
  let file = 0
  const add = (glob: number): void => {
    const files = found[glob] ?? sets.emptySet(changes.length)
    found[glob] = files
    sets.addTo(files, file)
  }
  for (const { path } of changes) {
    index.find(path, add)
    file += 1
  }
  return {
    filesOf: (glob) => found[numberOf.get(glob) ?? -1],
    withStatus: statusSets(changes),
    scratch: sets.emptySet(changes.length),
  }
}

const distinctGlobs = (lists: readonly (readonly Rule[])[]) => {
  const globs: Glob[] = []
  const numberOf = new Map<Glob, number>()
  for (const rules of lists) {
    for (const { glob } of rules) {
      if (!numberOf.has(glob)) numberOf.set(glob, globs.push(glob) - 1)
    }
  }
  return { globs, numberOf }
}

const statusSets = (changes: readonly Change[]): Facts['withStatus'] => {
  const all = sets.fullSet(changes.length)
  const known = new Map<string, sets.FileSet>()
  return (statuses) => {
    if (statuses === undefined) return all
    const key = statuses.join()
    const set = known.get(key) ?? sets.emptySet(changes.length)
    if (!known.has(key)) {
      for (const [file, { status }] of changes.entries()) {
        if (statuses.includes(status)) sets.addTo(set, file)
      }
      known.set(key, set)
    }
    return set
  }
}

/** Rule after rule; undefined when no file is left in for sure. */
const decided = (rules: readonly Rule[], facts: Facts): sets.FileSet | undefined => {
  let set: sets.FileSet | undefined
  for (const { glob, excludes, statuses } of rules) {
    const files = facts.filesOf(glob)
    if (files === undefined || (excludes && set === undefined)) continue
    set ??= facts.scratch.fill(0)
    const apply = excludes ? sets.exclude : sets.include
    apply(set, files, facts.withStatus(statuses))
  }
  return set
}

const heldByAll = (rules: readonly Rule[], facts: Facts): sets.FileSet | undefined => {
  let set: sets.FileSet | undefined
  for (const { glob, excludes, statuses } of rules) {
    const files = facts.filesOf(glob)
    if (files === undefined && !excludes) return undefined
    set ??= facts.scratch.fill(0xffffffff)
    sets.keep(set, facts.withStatus(statuses))
    if (files !== undefined && excludes) sets.exclude(set, files, files)
    else if (files !== undefined) sets.keep(set, files)
  }
  return set
}

const causeOf = (rules: readonly Rule[], set: sets.FileSet, facts: Facts): Rule | undefined => {
  const first = sets.firstOf(set) ?? -1
  return rules.findLast(({ glob, excludes, statuses }) => {
    const files = facts.filesOf(glob)
    const fits = files !== undefined && sets.holds(files, first)
    return !excludes && fits && sets.holds(facts.withStatus(statuses), first)
  })
}
