import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { Cause, Diagnosis } from '../diagnosis/diagnosis.ts'

const NAME_LIMIT = 100
const REASON_LIMIT = 300

/** How tasks ended, without what it means: `container api exited with 137 (3 times)`. */
export const endingText = ({ container, exitCode, reason, stopCode, count }: Cause): string => {
  const name = container === undefined ? '' : `container ${visible(container, NAME_LIMIT)}`
  const times = count > 1 ? ` (${counted(count, 'time')})` : ''
  if (exitCode !== undefined && !tellsMore(reason)) return `${name} exited with ${exitCode}${times}`
  const why = withoutStop(visible(reason || stopCode, REASON_LIMIT))
  const code = exitCode === undefined ? '' : ` exited with ${exitCode}`
  return `${name}${code}${name === '' ? '' : ': '}${why}${times}`
}

/** The cause of a failed rollout in a sentence or two; '' when none was found. */
export const causeSentence = (diagnosis: Diagnosis | undefined): string => {
  const [first] = diagnosis?.causes ?? []
  if (first) {
    const hint = first.hint === '' ? '' : `: ${first.hint}`
    return `Cause: ${withStop(`${endingText(first)}${hint}`)}`
  }
  const [alarm] = diagnosis?.firedAlarms ?? []
  if (alarm !== undefined) return `Cause: alarm ${visible(alarm, NAME_LIMIT)} is in state ALARM.`
  const [target] = diagnosis?.targets ?? []
  return target === undefined
    ? ''
    : `Cause: target ${visible(target.target, NAME_LIMIT)} is ${visible(target.state, NAME_LIMIT)}: ${withStop(visible(target.reason, REASON_LIMIT))}`
}

/** Whether the cause says the same as the step's reason, maybe with another count: one of them is enough. */
export const isToldBy = (reason: string, cause: string): boolean => {
  const told = withoutStop(reason).replace(/ \(\d+ times?\)$/, '')
  const at = cause.indexOf(told)
  // `exited with 1` is not told by `exited with 137`.
  return told !== '' && at >= 0 && !/\w/.test(cause.charAt(at + told.length))
}

/** What a hint means, without what to do. */
export const meaningOf = (hint: string): string => /^.*?(?=\.(?: |$))/s.exec(hint)?.[0] ?? hint

/** Text that ends like a sentence. */
export const withStop = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** Text to which something can be joined. */
export const withoutStop = (text: string): string => text.replace(/[.\s]+$/, '')

/** Every task that ends by its container has the same sentence. */
const tellsMore = (reason: string): boolean =>
  reason !== '' && !/^Essential container in task exited$/i.test(reason.trim())
