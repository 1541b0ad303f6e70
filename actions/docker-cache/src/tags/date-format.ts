import { DATE_TOKENS } from './date-tokens.ts'

/** A parsed date format: fixed texts, and tokens by their name. */
export type DateFormat = readonly (string | { readonly token: string })[]

/** Texts in brackets, the tokens that moment knows, and single characters. */
const PARTS =
  /\[[^\]]*\]|DDDo|[DMdwWQy]o|LTS?|Y{1,6}|y{1,4}|([MDdlL])\1{0,3}|([HhkmswWZz])\2?|S{1,9}|N{1,5}|g{1,5}|G{1,5}|./gsu
/** What means something to moment, or would. */
const TOKEN_LIKE = /^[YyMDdHhkmsSAaeEgGwWQNxXZzLl\\]/

/** The names of the tokens, for messages. */
export const DATE_TOKEN_NAMES = [...DATE_TOKENS.keys()].join(', ')

/** The format, or the first token in it that has no meaning here. Other letters, and texts in brackets, stay. */
export const parseDateFormat = (text: string): DateFormat | { readonly unknown: string } => {
  const parts = text.match(PARTS) ?? []
  const unknown = parts.find((part) => TOKEN_LIKE.test(part) && !DATE_TOKENS.has(part))
  if (unknown !== undefined) return { unknown }
  return parts.map((part) =>
    DATE_TOKENS.has(part) ? { token: part } : part.replace(/^\[|\]$/g, ''),
  )
}

/** Renders `instant` as the clocks of `zone` show it, a name of the IANA database. */
export const formatDate = (instant: Date, format: DateFormat, zone: string): string => {
  const at = { instant, wall: wallTime(instant, zone) }
  return format
    .map((part) => (typeof part === 'string' ? part : (DATE_TOKENS.get(part.token)?.(at) ?? '')))
    .join('')
}

/** Whether the runtime knows the zone. */
export const isTimeZone = (zone: string): boolean => {
  // Intl takes some 25 ms to start; the clocks of UTC need none of its tables.
  if (zone === 'UTC') return true
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }) !== undefined
  } catch {
    // A RangeError: the constructor knows no other way to say that there is no such zone.
    return false
  }
}

const wallTime = (instant: Date, zone: string): Date => {
  if (zone === 'UTC') return instant
  const fields = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const field = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(fields.find((part) => part.type === type)?.value)
  const seconds = [field('hour'), field('minute'), field('second')] as const
  const days = [field('year'), field('month') - 1, field('day')] as const
  return new Date(Date.UTC(...days, ...seconds, instant.getUTCMilliseconds()))
}
