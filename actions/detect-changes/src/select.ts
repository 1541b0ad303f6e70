import type { Change } from './change.ts'
import type { Filter, Rule } from './filters.ts'

/** Why a file counts for a filter. */
export type Cause = { readonly change: Change; readonly rule: Rule }

/** The answer for one filter. */
export type Selection = {
  readonly filter: string
  readonly selected: boolean
  /** The files that count, in the order of the changes; empty when they are not known. */
  readonly files: readonly Change[]
  /** Of the first file; undefined when there is none. */
  readonly cause: Cause | undefined
}

/** Which filters the changes select, with the reason. */
export const select = (
  filters: readonly Filter[],
  changes: readonly Change[],
): readonly Selection[] => {
  return filters.map(({ name, rules }) => {
    const causes = changes.flatMap((change) => {
      const rule = decidingRule(rules, change)
      return rule === undefined || rule.excludes ? [] : [{ change, rule }]
    })
    return {
      filter: name,
      selected: causes.length > 0,
      files: causes.map(({ change }) => change),
      cause: causes[0],
    }
  })
}

/** Every filter, for when the changes are not known. */
export const selectAll = (filters: readonly Filter[]): readonly Selection[] =>
  filters.map(({ name }) => ({ filter: name, selected: true, files: [], cause: undefined }))

const decidingRule = (rules: readonly Rule[], { path, status }: Change): Rule | undefined =>
  rules.findLast(({ statuses, matches }) => (statuses?.includes(status) ?? true) && matches(path))
