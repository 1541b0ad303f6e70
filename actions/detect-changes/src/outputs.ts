import type { Outputs } from '@ci-kit/core/outputs'
import type { Detection } from './detect.ts'
import { type OWN_OUTPUTS, outputNames } from './filter-names.ts'
import { fileList, type ListFormat } from './lists.ts'
import { matrixOf } from './matrix.ts'
import type { Selection } from './select.ts'

/**
 * What all lists of files may take. GitHub allows 1 MB of outputs a job,
 * counted as UTF-16, and fails the job above it.
 */
const LISTS_BYTES = 900 * 1024
const BYTES_PER_UNIT = 2

export type Answer = {
  readonly outputs: Outputs
  /** Filters whose list of files did not fit; their output is not set. */
  readonly leftOut: readonly string[]
}

/** All outputs. Every member is set with fromEntries, so that a filter `__proto__` is one like any other. */
export const outputsOf = (
  selections: readonly Selection[],
  detection: Detection,
  format: ListFormat,
): Answer => {
  const lists = fileLists(selections, format)
  const perFilter = selections.flatMap(({ filter, selected, files }) => {
    const names = outputNames(filter)
    const list = lists.get(filter)
    return [
      [names.selected, selected],
      [names.count, files.length],
      ...(list === undefined || format === 'none' ? [] : [[names.files, list]]),
    ]
  })
  return {
    outputs: Object.fromEntries([
      ...Object.entries(ownOutputs(selections, detection)),
      ...perFilter,
    ]),
    leftOut: selections.map(({ filter }) => filter).filter((filter) => !lists.has(filter)),
  }
}

const ownOutputs = (
  selections: readonly Selection[],
  detection: Detection,
): Record<(typeof OWN_OUTPUTS)[number], Outputs[string]> => {
  const changes = selections.filter(({ selected }) => selected).map(({ filter }) => filter)
  const known = detection.kind === 'known'
  return {
    changes,
    matrix: matrixOf(selections, detection),
    'has-changes': changes.length > 0,
    base: known ? detection.base : '',
    head: known ? detection.head : '',
    'base-reason': known ? detection.why : '',
    reliable: known,
    reason: known ? '' : detection.reason,
  }
}

/** The shortest lists first, as long as they fit: half a list would be worse than none. */
const fileLists = (
  selections: readonly Selection[],
  format: ListFormat,
): ReadonlyMap<string, string> => {
  const lists = selections
    .map(
      ({ filter, files }) =>
        [
          filter,
          fileList(
            files.map(({ path }) => path),
            format,
          ),
        ] as const,
    )
    .toSorted(([, one], [, other]) => one.length - other.length)
  const fitting = new Map<string, string>()
  let bytes = 0
  for (const [filter, list] of lists) {
    bytes += list.length * BYTES_PER_UNIT
    if (bytes <= LISTS_BYTES) fitting.set(filter, list)
  }
  return fitting
}
