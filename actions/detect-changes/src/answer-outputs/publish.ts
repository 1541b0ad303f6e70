import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { Detection } from '../detection.ts'
import type { OnUncertain } from '../on-uncertain.ts'
import { explanationOf } from '../report/explanation.ts'
import { jobSummary } from '../report/job-summary.ts'
import { report } from '../report/log-report.ts'
import { tellUncertain } from '../report/uncertain.ts'
import type { Answer } from '../selection.ts'
import { answerOutputs } from './answer-outputs.ts'
import type { ListFiles } from './list-files.ts'
import type { ListFormat } from './list-format.ts'
import { MATRIX_OUTPUTS, MATRIX_ROWS, type Matrices, usedMatrices } from './matrix.ts'

export type PublishPorts = {
  readonly log: Log
  readonly summary: Summary
  readonly files: ListFiles
}

export type PublishWishes = {
  /** Name of the event, '' outside of GitHub Actions. */
  readonly event: string
  readonly onUncertain: OnUncertain
  readonly format: ListFormat
}

/**
 * Tells the answer to people, in the log and the job summary, and makes the
 * outputs of it. Throws a UserError when nobody knows what changed and the
 * workflow wants a failure then, and when the outputs cannot be written.
 */
export const publish = (
  answer: Answer,
  detection: Detection,
  { event, onUncertain, format }: PublishWishes,
  { log, summary, files }: PublishPorts,
): Outputs => {
  tellUncertain(log, detection, onUncertain)
  const explanation = explanationOf(answer, detection, event)
  report(log, explanation, detection.kind === 'known' ? detection.changes : [])
  summary.append(jobSummary(explanation, answer.selections))
  const { outputs, matrices, spilled } = answerOutputs(answer, explanation, format, files)
  tellMatrices(log, matrices)
  tellSpilled(log, spilled)
  return outputs
}

const tellMatrices = (log: Log, matrices: Matrices): void => {
  const used = MATRIX_OUTPUTS.slice(0, usedMatrices(matrices))
  if (used.length <= 1) return
  const rows = used.reduce((sum, name) => sum + matrices[name].include.length, 0)
  log.warning(
    `${rows} components are selected, and one matrix runs ${MATRIX_ROWS} jobs at most: they are in the outputs ${used.join(', ')}. The workflow needs a job for each of these.`,
  )
}

const MAX_NAMED = 20

const tellSpilled = (log: Log, spilled: readonly string[]): void => {
  if (spilled.length === 0) return
  const more = spilled.length > MAX_NAMED ? `, and ${spilled.length - MAX_NAMED} more` : ''
  log.notice(
    `These outputs name a file of this job, because what they stand for is too long for an output: ${spilled.slice(0, MAX_NAMED).join(', ')}${more}.`,
  )
}
