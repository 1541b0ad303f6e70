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
export const problemOf = (finding: Finding): string | undefined => {
  const offending = finding.verdicts.filter(({ passes }) => !passes)
  const unknown = unknownBecause(finding)
  const undetected = offending.some(({ detects }) => detects)
  // That jobs were skipped follows from a detect job that did not succeed, and would hide it.
  const others = undetected
    ? offending.filter(({ detects, result }) => !detects && result !== 'skipped')
    : offending
  const jobs = others.length > 0 ? [`${listed(others)}.`] : []
  if (unknown === undefined && jobs.length === 0) return undefined
  const parts = undetected ? [unknown, ...jobs] : [...jobs, unknown, ...advice(others)]
  return parts.filter((part) => part !== undefined).join(' ')
}

/** Why nobody knows which jobs had to run; undefined when that is known. */
const unknownBecause = ({ verdicts, explanation }: Finding): string | undefined => {
  const undetected = verdicts.filter(({ detects, passes }) => detects && !passes)
  if (undetected.length === 0) return explanation.kind === 'missing' ? MISSING : undefined
  const ids = undetected.map(({ id }) => id)
  return `${listed(undetected)}, so nobody knows which jobs had to run. Look at ${some(ids, MAX_JOBS)} first.`
}

const MISSING = `Input 'explanation' is empty, so nobody knows which jobs had to run. Hand output 'explanation' of detect-changes on as an output of its job and pass it here, or write 'none' in a workflow without detection.`

const listed = (offending: readonly Verdict[]): string => {
  const shown = offending
    .slice(0, MAX_JOBS)
    .map(({ id, reason }) => `${visible(id, 100)} ${reason}`)
  const more = offending.length - shown.length
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

/** A job that was rightly skipped is the one thing to mend in this action's inputs. */
const advice = (offending: readonly Verdict[]): readonly string[] => {
  const onlySkipped = offending.length > 0 && offending.every(({ result }) => result === 'skipped')
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
  const unknown = unknownBecause(finding)
  return [
    `### Required jobs: ${failed ? 'failed' : 'passed'}`,
    '',
    table(['Job', 'Result', 'Had to run', 'Verdict', 'Reason'], rows),
    '',
    ...(unknown === undefined ? [] : [plain(unknown), '']),
    ...(finding.withoutJob.length > 0 ? [plain(uncovered(finding.withoutJob)), ''] : []),
  ].join('\n')
}
