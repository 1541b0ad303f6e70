import { counted } from '@ci-kit/core/amounts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Milliseconds since a date; clocks differ a little, and nothing is younger than 0. */
export const ageOf = (updatedAt: Date, now: number): number =>
  Math.max(0, now - updatedAt.getTime())

/** `updated 7 hours ago (2026-11-21T10:00Z)` */
export const updatedText = (updatedAt: Date, now: number): string =>
  `updated ${agoText(updatedAt, now)} (${updatedAt.toISOString().slice(0, 16)}Z)`

/** More than this in the future is no difference between clocks. */
const CLOCK_SKEW = HOUR

/** Whether a date is so far in the future that it tells nothing about an age. */
export const isInFuture = (updatedAt: Date, now: number): boolean =>
  updatedAt.getTime() - now > CLOCK_SKEW

const agoText = (updatedAt: Date, now: number): string => {
  if (isInFuture(updatedAt, now)) return 'in the future'
  const age = ageOf(updatedAt, now)
  return age < MINUTE ? 'less than a minute ago' : `${spanText(age)} ago`
}

/** A span of time in its largest fitting unit, rounded down: `1 hour`, `47 hours`, `9 days`. */
export const spanText = (milliseconds: number): string => {
  if (milliseconds < HOUR) return counted(Math.floor(milliseconds / MINUTE), 'minute')
  if (milliseconds < 2 * DAY) return counted(Math.floor(milliseconds / HOUR), 'hour')
  return counted(Math.floor(milliseconds / DAY), 'day')
}
