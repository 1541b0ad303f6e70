import { visible } from '@ci-kit/core/log'
import type { Detection } from './detect.ts'
import type { Selection } from './select.ts'

/** A job of `strategy.matrix`. */
export type MatrixRow = { readonly component: string; readonly reason: string }
export type Matrix = { readonly include: readonly MatrixRow[] }

/**
 * The selected filters as `strategy.matrix`. The reasons name patterns and
 * counts but no file: a matrix value ends up in job names and scripts, and file
 * names belong to the author of a pull request.
 */
export const matrixOf = (selections: readonly Selection[], detection: Detection): Matrix => ({
  include: selections
    .filter(({ selected }) => selected)
    .map((selection) => ({ component: selection.filter, reason: reasonOf(selection, detection) })),
})

/** All outputs of a job share 1 MB, and there may be a thousand rows. */
const PATTERN_LIMIT = 100

const reasonOf = ({ files, cause }: Selection, detection: Detection): string => {
  if (detection.kind === 'unknown') return `everything: ${detection.reason}`
  return `${files.length} changed, pattern ${visible(cause?.rule.pattern ?? '', PATTERN_LIMIT)}`
}
