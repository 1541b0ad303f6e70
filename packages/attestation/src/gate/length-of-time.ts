import { counted } from '@ci-kit/core/amounts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Milliseconds as people speak of ages: `3 days`, `5 hours`, `12 minutes`. Days from two of them on, to the whole one. */
export const lengthOfTime = (milliseconds: number): string => {
  if (milliseconds >= 2 * DAY) return counted(Math.floor(milliseconds / DAY), 'day')
  if (milliseconds >= 2 * HOUR) return counted(Math.floor(milliseconds / HOUR), 'hour')
  return counted(Math.floor(milliseconds / MINUTE), 'minute')
}
