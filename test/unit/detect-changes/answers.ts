import type { Change } from '@ci-kit/detect-changes/change'
import type { Component, JsonValue, Rule } from '@ci-kit/detect-changes/component'
import type { Detection } from '@ci-kit/detect-changes/detection'
import type { Answer, Cause, Selection } from '@ci-kit/detect-changes/selection'
import { A, B } from './samples.ts'

/** A rule that nobody asks to match. */
export const rule = (pattern: string, more: Partial<Rule> = {}): Rule => ({
  pattern,
  source: 'filters',
  line: 1,
  excludes: false,
  statuses: undefined,
  glob: { text: pattern, dialect: 'minimatch', alternatives: [], matches: () => false },
  ...more,
})

export const component = (
  name: string,
  more: Partial<Component> & { readonly row?: Record<string, JsonValue> } = {},
): Component => ({
  name,
  list: { rules: [], quantifier: 'some' },
  needs: [],
  path: '',
  metadata: new Map(Object.entries(more.row ?? {})),
  ...more,
})

/** Selected by the first of its files; not selected without one. */
export const own = (
  name: string,
  files: readonly Change[],
  needs: readonly string[] = [],
): Selection => {
  const [change] = files
  const cause: Cause | undefined = change && {
    kind: 'file',
    change,
    rule: rule(`${name}/**`, { line: 3 }),
  }
  return { component: component(name, { needs }), cause, files }
}

/** Selected because it needs the others: `['web', 'ui', 'core']`. */
export const dependent = (...path: readonly string[]): Selection => ({
  component: component(path[0] ?? '', { needs: path.slice(1, 2) }),
  cause: { kind: 'dependency', path },
  files: [],
})

export const caused = (name: string, cause: Cause | undefined): Selection => ({
  component: component(name),
  cause,
  files: [],
})

export const answer = (selections: readonly Selection[], docsOnly = false): Answer => ({
  selections,
  docsOnly,
})

export const known = (changes: readonly Change[] = []): Extract<Detection, { kind: 'known' }> => ({
  kind: 'known',
  base: A,
  head: B,
  why: 'the tip before the push',
  changes,
})

export const UNKNOWN: Detection = { kind: 'unknown', head: B, reason: 'the base is gone' }
export const EVERYTHING: Detection = {
  kind: 'everything',
  head: B,
  why: 'a schedule compares nothing',
}
