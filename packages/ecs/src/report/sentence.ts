import { duration } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Outcome } from '../rollout/outcome.ts'
import type { RolloutResult } from '../rollout/rollout.ts'
import {
  causeSentence,
  endingText,
  isToldBy,
  meaningOf,
  withoutStop,
  withStop,
} from './cause-text.ts'
import type { ServiceReport, Unwatched } from './rollout-report.ts'

/** What GitHub takes as the description of a deployment's state. */
const DESCRIPTION_LIMIT = 140
const NAME_LIMIT = 100
const REASON_LIMIT = 500
const SERVICE_LIMIT = 10

/** What became of a service, with the cause where it did not go well: for an error or the log. */
export const outcomeSentence = (report: ServiceReport): string => {
  const name = visible(report.service, NAME_LIMIT)
  if (typeof report.rollout === 'string') return `${name} ${UNWATCHED[report.rollout]}`
  const { outcome } = report.rollout
  const cause = isBad(outcome) ? causeSentence(report.diagnosis) : ''
  const reason = reasonOf(report.rollout)
  const end = endText(report, report.rollout, isToldBy(reason, cause) ? '' : reason)
  return [end, cause].filter((text) => text !== '').join(' ')
}

/** {@link outcomeSentence} of several services that need a reader, for the one error of a step. */
export const joinedSentence = (reports: readonly ServiceReport[]): string => {
  const shown = reports.slice(0, SERVICE_LIMIT).map(outcomeSentence)
  const more = reports.length - shown.length
  return [...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')
}

const UNWATCHED: Readonly<Record<Unwatched, string>> = {
  unchanged: 'runs this release already.',
  updated: 'has its new settings, which replace no task.',
  registered: 'is registered. No service was named to deploy it to.',
  started: 'is being deployed, and nobody waits for the end. Whether it succeeds is not known.',
  'not-begun': 'was left as it is: a service before it did not go well.',
}

/** In at most 140 characters, for the state of a GitHub deployment. */
export const shortSentence = (report: ServiceReport): string => {
  const { rollout, diagnosis, service, task } = report
  if (typeof rollout === 'string' || !isBad(rollout.outcome)) {
    return cut(outcomeSentence({ ...report, diagnosis: undefined }))
  }
  const [cause] = diagnosis?.causes ?? []
  const name = visible(service, NAME_LIMIT)
  const end = `${task === 'deploy' ? name : `Rollback of ${name}`} ${SHORT_ENDS[rollout.outcome.kind]}`
  const why = cause ? [endingText(cause), meaningOf(cause.hint)] : [reasonOf(rollout)]
  return cut([end, ...why].filter((text) => text !== '').join(': '))
}

const NOUNS = { deploy: 'deployment', rollback: 'rollback' }

const SHORT_ENDS = {
  succeeded: 'is deployed',
  'rolled-back': 'was rolled back',
  failed: 'failed',
  superseded: 'was superseded',
  paused: 'is paused',
  'timed-out': 'timed out',
  cancelled: 'was cancelled',
}

/** Whether somebody wants to know the cause. */
const isBad = ({ kind }: Outcome): boolean =>
  kind === 'rolled-back' || kind === 'failed' || kind === 'timed-out'

/** `reason`: '' where the cause tells it. */
const endText = (
  { service, task }: ServiceReport,
  rollout: RolloutResult,
  reason: string,
): string => {
  const { outcome } = rollout
  const name = visible(service, NAME_LIMIT)
  const what = `The ${NOUNS[task]} of ${name}`
  switch (outcome.kind) {
    case 'succeeded':
      return `${what} succeeded after ${duration(rollout.tookMs)}.`
    case 'rolled-back':
      return `${task === 'deploy' ? name : what} was rolled back${rollout.stopped ? '' : ' by ECS'}${because(reason)}`
    case 'failed':
      return `${what} failed${because(reason)}`
    case 'superseded':
      return `${what} was superseded by ${visible(outcome.by, NAME_LIMIT * 3)}: another deployment began before it had ended. The run that began it tells how it ends.`
    case 'paused':
      return pauseText(what, outcome)
    case 'timed-out':
      return isOver(rollout)
        ? `${what} did not end in time. ${missingText(outcome.missing)}`
        : `${what} did not end within ${duration(rollout.tookMs)}, ${rollout.stopped ? 'and ECS was told to roll it back. Last seen' : 'and ECS goes on with it. Still missing'}: ${missingText(outcome.missing)}`
    case 'cancelled':
      return `${what} was cancelled${because(reason)}`
  }
}

/** It was ended because it took too long. */
const isOver = ({ progress: { status } }: RolloutResult): boolean =>
  ['ROLLBACK_SUCCESSFUL', 'STOPPED'].includes(status)

const pauseText = (what: string, outcome: Outcome & { readonly kind: 'paused' }): string => {
  const { stage, hookId, expiresAt, timeoutAction } = outcome
  const hook = hookId === undefined ? '' : ` by hook ${visible(hookId, NAME_LIMIT)}`
  const at = expiresAt === undefined ? '' : timeText(expiresAt)
  const then = timeoutAction === undefined ? 'ends the pause' : `does ${visible(timeoutAction, 30)}`
  const until = at === '' ? '' : ` At ${at} ECS ${then}.`
  const way =
    hookId === undefined
      ? ''
      : ` Go on by a step with the same service and 'continue: continue', or back with 'continue: rollback'.`
  const over = outcome.isWanted
    ? ''
    : ' Nobody ended the pause within the time limit of the step, which leaves it as it is.'
  return `${what} ${hookId === undefined ? 'reached' : 'is paused at'} ${stage ?? 'an unnamed stage'}${hook}.${over}${until}${way}`
}

/** Seconds are enough, and a time out of Date's range is no reason to fail. */
const timeText = (at: number): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/\.\d+Z$/, 'Z')
}

const missingText = (missing: readonly string[]): string =>
  withStop(
    missing
      .slice(0, SERVICE_LIMIT)
      .map((text) => withoutStop(visible(text, REASON_LIMIT)))
      .join('; ') || 'nothing that ECS tells of',
  )

/** Why, as the outcome says it; what says nothing was ended by the step, which had a reason. */
const reasonOf = ({ stopped, outcome }: RolloutResult): string => {
  const own = 'reason' in outcome ? outcome.reason : ''
  if (outcome.kind === 'timed-out') return withoutStop(missingText(outcome.missing))
  return visible(own || (stopped?.reason ?? ''), REASON_LIMIT)
}

const because = (reason: string): string => (reason === '' ? '.' : `: ${withStop(reason)}`)

const cut = (text: string): string =>
  text.length <= DESCRIPTION_LIMIT
    ? text
    : `${text.slice(0, DESCRIPTION_LIMIT - 1).replace(/[\ud800-\udbff]$/, '')}…`
