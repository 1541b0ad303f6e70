import type { Change } from '../change.ts'
import type { CheckedOutFiles } from '../checked-out-files.ts'
import type { Components, Rule } from '../component.ts'
import type { Glob } from '../matching/glob.ts'
import { globIndex } from '../matching/glob-index.ts'

/**
 * The rules whose pattern matches neither a tracked path nor a changed one: out
 * of date, or misspelt. Where only folders are known, those whose folder is not
 * there. In the order of the components, then `all-on`, then `ignore`; a rule
 * that an alias repeats comes once.
 */
export const unmatchedRules = (
  { components, allOn, ignore }: Components,
  changes: readonly Change[],
  files: CheckedOutFiles,
): readonly Rule[] => {
  if (files.kind === 'unknown') return []
  const lists = [...components.map(({ list }) => list), allOn, ignore]
  const rules = lists.flatMap((list) => list.rules)
  const globs = [...new Set(rules.map(({ glob }) => glob))]
  const changed = changes.map(({ path }) => path)
  const unmatched =
    files.kind === 'paths'
      ? withoutFile(globs, [...changed, ...files.paths])
      : withoutFolder(globs, changed, files.has)
  return distinct(rules.filter(({ glob }) => unmatched.has(glob)))
}

const distinct = (rules: readonly Rule[]): readonly Rule[] => {
  const known = new Map<string, Rule>()
  for (const rule of rules) {
    const key = `${rule.source}\n${rule.line}\n${rule.excludes}\n${rule.pattern}`
    if (!known.has(key)) known.set(key, rule)
  }
  return [...known.values()]
}

const withoutFile = (globs: readonly Glob[], paths: readonly string[]): ReadonlySet<Glob> => {
  const left = new Set(globs)
  const index = globIndex(globs)
  for (const path of paths) {
    if (left.size === 0) break
    index.find(path, (at) => {
      const glob = globs[at]
      if (glob !== undefined) left.delete(glob)
    })
  }
  return left
}

/** A folder that is not there may have been deleted: only where the first name is that of a change it takes a test. */
const withoutFolder = (
  globs: readonly Glob[],
  changed: readonly string[],
  has: (path: string) => boolean,
): ReadonlySet<Glob> => {
  const roots = new Set(changed.map(firstName))
  const nowhere = globs.filter(({ alternatives }) =>
    alternatives.every(({ anchor: { folder } }) => folder !== '' && !has(folder)),
  )
  const mayBeGone = nowhere.filter(({ alternatives }) =>
    alternatives.some(({ anchor: { folder } }) => roots.has(firstName(folder))),
  )
  const unmatched = new Set(nowhere)
  const left = withoutFile(mayBeGone, mayBeGone.length > 0 ? changed : [])
  for (const glob of mayBeGone) if (!left.has(glob)) unmatched.delete(glob)
  return unmatched
}

const firstName = (path: string): string => {
  const end = path.indexOf('/')
  return end === -1 ? path : path.slice(0, end)
}
