import { type Log, visible } from '@ci-kit/core/log'
import { code, plain, table } from '@ci-kit/core/markdown'
import type { Detection } from './detect.ts'
import type { Selection } from './select.ts'
import { short } from './sha.ts'

/** Enough to see what happened; a large push would fill the log with megabytes. */
const MAX_LISTED = 200

/** Writes the answer to the log: what was compared, each filter with its reason, the files. */
export const report = (log: Log, selections: readonly Selection[], detection: Detection): void => {
  log.info(comparison(detection))
  log.group(
    `Filters: ${selections.filter(({ selected }) => selected).length} of ${selections.length} selected`,
  )
  for (const selection of selections)
    log.info(`${mark(selection)} ${selection.filter}: ${reason(selection)}`)
  log.endGroup()
  if (detection.kind === 'unknown') return
  const { changes } = detection
  log.group(`Changed files: ${changes.length}`)
  for (const { status, path } of changes.slice(0, MAX_LISTED))
    log.info(`${status} ${visible(path)}`)
  if (changes.length > MAX_LISTED) log.info(`… and ${changes.length - MAX_LISTED} more`)
  log.endGroup()
}

/** The same as Markdown for the job summary. */
export const summaryOf = (selections: readonly Selection[], detection: Detection): string => {
  const rows = selections.map((selection) => [
    code(selection.filter),
    selection.selected ? '✅' : '–',
    detection.kind === 'unknown' ? '?' : String(selection.files.length),
    plain(reason(selection)),
  ])
  return [
    '### Changed components',
    '',
    plain(comparison(detection)),
    '',
    table(['Component', 'Selected', 'Files', 'Reason'], rows),
    '',
  ].join('\n')
}

const mark = ({ selected }: Selection): string => (selected ? '✓' : '–')

const comparison = (detection: Detection): string => {
  if (detection.kind === 'unknown') return `Everything is selected: ${detection.reason}.`
  const { base, head, why, changes } = detection
  const range = base === '' ? '' : `${short(base)}..${short(head)}, `
  const files = changes.length === 1 ? '1 changed file' : `${changes.length} changed files`
  return `${files}, compared: ${range}${why}.`
}

const reason = ({ selected, files, cause }: Selection): string => {
  if (!selected) return 'no changed file matches'
  if (cause === undefined) return 'selected with everything'
  const { change, rule } = cause
  const more = files.length > 1 ? `, and ${files.length - 1} more` : ''
  return `${change.status} ${visible(change.path)} matches ${visible(rule.pattern)} (line ${rule.line})${more}`
}
