import type { ExplainedComponent, Explanation } from '@ci-kit/core/explanation'

/** A push of three files that selects nothing. */
export const explanation = (more: Partial<Explanation> = {}): Explanation => ({
  base: 'a'.repeat(40),
  head: 'b'.repeat(40),
  'base-reason': 'the tip before the push',
  reliable: true,
  reason: '',
  'docs-only': false,
  'changed-files': 3,
  components: [],
  ...more,
})

/** Selected by a file of its own. */
export const changed = (
  component: string,
  more: Partial<ExplainedComponent> = {},
): ExplainedComponent => ({
  component,
  selected: true,
  because: 'file',
  file: `${component}/a`,
  status: 'modified',
  pattern: `${component}/**`,
  source: 'filters',
  line: 2,
  'files-count': 1,
  ...more,
})

/** Selected because it needs the others. */
export const needing = (...path: readonly string[]): ExplainedComponent => ({
  component: path[0] ?? '',
  selected: true,
  because: 'dependency',
  path,
  'files-count': 0,
})

export const untouched = (component: string): ExplainedComponent => ({
  component,
  selected: false,
  because: 'no-change',
  'files-count': 0,
})
