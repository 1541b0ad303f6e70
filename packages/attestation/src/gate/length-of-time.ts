import { counted } from '@ci-kit/core/amounts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY }

/** Longer than any certificate authority lives. */
const LONGEST = 3_650 * DAY

/** Milliseconds of `90m`, `12h`, `30d` or `2w`; `undefined` for other texts, none and more than ten years. */
export const millisecondsIn = (text: string): number | undefined => {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const found = Number(count) * (UNITS[unit] ?? 0)
  return found > 0 && found <= LONGEST ? found : undefined
}

/** Milliseconds as people speak of ages: `3 days`, `5 hours`, `12 minutes`. Days from two of them on, to the whole one. */
export const lengthOfTime = (milliseconds: number): string => {
  if (milliseconds >= 2 * DAY) return counted(Math.floor(milliseconds / DAY), 'day')
  if (milliseconds >= 2 * HOUR) return counted(Math.floor(milliseconds / HOUR), 'hour')
  return counted(Math.floor(milliseconds / MINUTE), 'minute')
}
