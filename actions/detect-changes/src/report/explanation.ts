import type { ExplainedComponent, Explanation } from '@ci-kit/core/explanation'
import type { Change } from '../change.ts'
import type { Rule } from '../component.ts'
import type { Detection } from '../detection.ts'
import type { Answer, Selection } from '../selection.ts'

/** The answer as it is explained to programs and people. `event` is '' outside of GitHub Actions. */
export const explanationOf = (
  { selections, docsOnly }: Answer,
  detection: Detection,
  event: string,
): Explanation => ({
  ...(event !== '' && { event }),
  ...comparisonOf(detection),
  'docs-only': docsOnly,
  components: selections.map((selection) => explained(selection, detection)),
})

const comparisonOf = (detection: Detection) => {
  const known = detection.kind === 'known'
  return {
    base: known ? detection.base : '',
    head: detection.head,
    'base-reason': detection.kind === 'unknown' ? '' : detection.why,
    reliable: known,
    reason: reasonOf(detection),
    'changed-files': known ? detection.changes.length : null,
  }
}

const reasonOf = (detection: Detection): string => {
  switch (detection.kind) {
    case 'known':
      return ''
    case 'everything':
      return detection.why
    case 'unknown':
      return detection.reason
  }
}

const explained = (
  { component, cause, files }: Selection,
  { kind }: Detection,
): ExplainedComponent => {
  const common = {
    component: component.name,
    selected: cause !== undefined,
    'files-count': files.length,
  }
  switch (cause?.kind) {
    case 'file':
    case 'global':
      return { ...common, because: cause.kind, ...matchOf(cause) }
    case 'dependency':
      return { ...common, because: cause.kind, path: cause.path }
    case 'everything':
      return { ...common, because: cause.kind }
    case undefined:
      return { ...common, because: kind === 'known' ? 'no-change' : 'unknown' }
  }
}

const matchOf = ({ change, rule }: { readonly change: Change; readonly rule: Rule }) => ({
  file: change.path,
  status: change.status,
  pattern: rule.pattern,
  source: rule.source,
  line: rule.line,
})
