import type { Log } from '@ci-kit/core/log'
import { visible } from '@ci-kit/core/log'
import { code, plain, table } from '@ci-kit/core/markdown'
import type { Detected } from './detected.ts'
import { some } from './names.ts'
import type { Verdict } from './verdict.ts'

/** What there is to say at the end. */
export type Finding = {
  readonly verdicts: readonly Verdict[]
  readonly explanation: Detected
  /** Selected components for which there is no job. */
  readonly withoutJob: readonly string[]
}

/** An annotation is read in a list of others: more jobs than this are in the summary. */
const MAX_JOBS = 10
const MAX_COMPONENTS = 20

/** Why the step fails, for one annotation; undefined when it does not. */
export const problemOf = ({ verdicts, explanation }: Finding): string | undefined => {
  const offending = verdicts.filter(({ passes }) => !passes)
  const parts = [
    ...(offending.length > 0 ? [`${listed(offending)}.`] : []),
    ...(explanation.kind === 'missing' ? [MISSING] : []),
  ]
  return parts.length === 0 ? undefined : [...parts, ...advice(offending)].join(' ')
}

const MISSING = `Input 'explanation' is empty, so nobody knows which jobs had to run. Hand output 'explanation' of detect-changes on as an output of its job and pass it here, or write 'none' in a workflow without detection.`

const listed = (offending: readonly Verdict[]): string => {
  const shown = offending
    .slice(0, MAX_JOBS)
    .map(({ id, reason }) => `${visible(id, 100)} ${reason}`)
  const more = offending.length - shown.length
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

/** A job that was rightly skipped is the one thing to mend in this action's inputs; a detect job never was. */
const advice = (offending: readonly Verdict[]): readonly string[] => {
  const onlySkipped =
    offending.length > 0 &&
    offending.every(({ result, detects }) => result === 'skipped' && !detects)
  return onlySkipped
    ? [
        `If a job was right to be skipped, name its components in 'jobs' or list it in 'allowed-skips'.`,
      ]
    : []
}

/** Writes one line for each job, and what else is worth knowing. */
export const report = (log: Log, { verdicts, withoutJob }: Finding): void => {
  for (const { id, result, passes, reason } of verdicts)
    log.info(`${passes ? '✓' : '✗'} ${visible(id, 100)}: ${result}, ${reason}`)
  if (withoutJob.length > 0) log.warning(uncovered(withoutJob))
}

const uncovered = (names: readonly string[]): string =>
  `No job is for these selected components: ${some(names, MAX_COMPONENTS)}. Add their jobs to 'needs: […]' of this job, and to input 'jobs' where their names differ.`

/** The same as Markdown for the job summary. */
export const summaryOf = (finding: Finding): string => {
  const rows = finding.verdicts.map(({ id, result, hadToRun, passes, reason }) => [
    code(id),
    result,
    hadToRun ? 'yes' : 'no',
    passes ? '✅' : '❌',
    plain(reason),
  ])
  const failed = problemOf(finding) !== undefined
  return [
    `### Required jobs: ${failed ? 'failed' : 'passed'}`,
    '',
    table(['Job', 'Result', 'Had to run', 'Verdict', 'Reason'], rows),
    '',
    ...(finding.explanation.kind === 'missing' ? [plain(MISSING), ''] : []),
    ...(finding.withoutJob.length > 0 ? [plain(uncovered(finding.withoutJob)), ''] : []),
  ].join('\n')
}
