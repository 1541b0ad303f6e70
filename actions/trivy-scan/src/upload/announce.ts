import { limited } from '@ci-kit/core/amounts'
import { type Log, visible } from '@ci-kit/core/log'
import type { UploadMode, UploadOutcome } from './outcome.ts'
import type { Refusal } from './refusal.ts'

const MAX_NAMES = 5

/**
 * Says what became of the reports, a reason that holds for several ones once.
 * What `always` does not put up with is not logged, but returned.
 */
export const announce = (
  mode: UploadMode,
  outcomes: readonly UploadOutcome[],
  refusal: Refusal | undefined,
  page: string,
  log: Log,
): string | undefined => {
  const uploaded = outcomes.filter(({ state }) => state === 'uploaded')
  if (uploaded.length > 0) {
    log.info(`Code scanning has the results for ${namesOf(uploaded)}: ${page}`)
  }
  for (const [reason, late] of grouped(outcomes, reasonOfDelay)) {
    log.notice(
      `Code scanning has taken the results for ${namesOf(late)}, but what comes of them is not known: ${sentence(reason)}`,
    )
  }
  const failures = [...grouped(outcomes, errorsOf)].map(
    ([errors, failed]) =>
      `Code scanning has no results for ${namesOf(failed)}: ${sentence(errors)}`,
  )
  const late = outcomes.filter(({ state }) => state === 'processing')
  return mode === 'always'
    ? demanded([...failures, ...late.map(lateText)], refusal)
    : fallBack(failures, refusal, log)
}

const fallBack = (failures: readonly string[], refusal: Refusal | undefined, log: Log) => {
  for (const failure of failures) log.warning(failure)
  if (refusal !== undefined) {
    const text = `The results are in the job summary and the report files only, not in code scanning. ${refusal.reason}`
    if (refusal.kind === 'setting') log.notice(text)
    else log.warning(text)
  }
  return undefined
}

const lateText = ({ name }: UploadOutcome): string =>
  `What comes of the results for ${visible(name, 200)} is not known yet.`

const demanded = (failures: readonly string[], refusal: Refusal | undefined) => {
  const parts = [...failures, ...(refusal === undefined ? [] : [refusal.reason])]
  return parts.length === 0
    ? undefined
    : `Input 'upload' is 'always', but results are missing in code scanning. ${parts.join('\n')}`
}

const reasonOfDelay = (outcome: UploadOutcome): string | undefined =>
  outcome.state === 'processing' ? outcome.reason : undefined

const errorsOf = (outcome: UploadOutcome): string | undefined =>
  outcome.state === 'failed' ? outcome.errors.join('; ') : undefined

const grouped = (
  outcomes: readonly UploadOutcome[],
  reasonOf: (outcome: UploadOutcome) => string | undefined,
): ReadonlyMap<string, readonly UploadOutcome[]> => {
  const groups = new Map<string, UploadOutcome[]>()
  for (const outcome of outcomes) {
    const reason = reasonOf(outcome)
    if (reason !== undefined) groups.set(reason, [...(groups.get(reason) ?? []), outcome])
  }
  return groups
}

const namesOf = (outcomes: readonly UploadOutcome[]): string =>
  limited(
    outcomes.map(({ name }) => visible(name, 200)),
    MAX_NAMES,
  )

const sentence = (text: string): string => (/[.\n]$/.test(text) ? text : `${text}.`)
