/** A moment and what the clocks of a place show then, as the UTC fields of `wall`. */
export type LocalTime = { readonly instant: Date; readonly wall: Date }

type DateToken = (at: LocalTime) => string | number

const MONTHS =
  'January February March April May June July August September October November December'
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'
const DAY = 86_400_000

const padded = (value: number, width = 2): string => String(value).padStart(width, '0')
const nth = (names: string, index: number): string => names.split(' ')[index] ?? ''
const month = ({ wall }: LocalTime): string => nth(MONTHS, wall.getUTCMonth())
const weekday = ({ wall }: LocalTime): string => nth(WEEKDAYS, wall.getUTCDay())
const hourOf12 = ({ wall }: LocalTime): number => wall.getUTCHours() % 12 || 12
const half = ({ wall }: LocalTime): string => (wall.getUTCHours() < 12 ? 'AM' : 'PM')
const dayOfYear = ({ wall }: LocalTime): number =>
  Math.floor((wall.getTime() - Date.UTC(wall.getUTCFullYear(), 0)) / DAY) + 1

/** The Thursday of the week decides which year a week of ISO 8601 belongs to. */
const thursday = ({ wall }: LocalTime): LocalTime => {
  const date = new Date(wall.getTime() + (4 - (wall.getUTCDay() || 7)) * DAY)
  return { instant: date, wall: date }
}
const isoWeek = (at: LocalTime): number => Math.ceil(dayOfYear(thursday(at)) / 7)

const ordinal = (value: number): string => {
  const ending = Math.trunc(value / 10) === 1 ? 'th' : { 1: 'st', 2: 'nd', 3: 'rd' }[value % 10]
  return `${value}${ending ?? 'th'}`
}

const offset = ({ instant, wall }: LocalTime, separator: string): string => {
  const minutes = Math.round((wall.getTime() - instant.getTime()) / 60_000)
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${padded(Math.trunc(size / 60))}${separator}${padded(size % 60)}`
}

/** The tokens of moment's display formats (momentjs.com/docs/#/displaying/format) that are understood. */
export const DATE_TOKENS: ReadonlyMap<string, DateToken> = new Map<string, DateToken>([
  ['YYYY', ({ wall }) => padded(wall.getUTCFullYear(), 4)],
  ['YY', ({ wall }) => padded(wall.getUTCFullYear() % 100)],
  ['MMMM', month],
  ['MMM', (at) => month(at).slice(0, 3)],
  ['MM', ({ wall }) => padded(wall.getUTCMonth() + 1)],
  ['M', ({ wall }) => wall.getUTCMonth() + 1],
  ['DDDD', (at) => padded(dayOfYear(at), 3)],
  ['DDD', dayOfYear],
  ['DD', ({ wall }) => padded(wall.getUTCDate())],
  ['Do', ({ wall }) => ordinal(wall.getUTCDate())],
  ['D', ({ wall }) => wall.getUTCDate()],
  ['dddd', weekday],
  ['ddd', (at) => weekday(at).slice(0, 3)],
  ['dd', (at) => weekday(at).slice(0, 2)],
  ['d', ({ wall }) => wall.getUTCDay()],
  ['GGGG', (at) => padded(thursday(at).wall.getUTCFullYear(), 4)],
  ['WW', (at) => padded(isoWeek(at))],
  ['W', isoWeek],
  ['HH', ({ wall }) => padded(wall.getUTCHours())],
  ['H', ({ wall }) => wall.getUTCHours()],
  ['hh', (at) => padded(hourOf12(at))],
  ['h', hourOf12],
  ['mm', ({ wall }) => padded(wall.getUTCMinutes())],
  ['m', ({ wall }) => wall.getUTCMinutes()],
  ['ss', ({ wall }) => padded(wall.getUTCSeconds())],
  ['s', ({ wall }) => wall.getUTCSeconds()],
  ['SSS', ({ wall }) => padded(wall.getUTCMilliseconds(), 3)],
  ['A', half],
  ['a', (at) => half(at).toLowerCase()],
  ['X', ({ instant }) => Math.floor(instant.getTime() / 1000)],
  ['x', ({ instant }) => instant.getTime()],
  ['Z', (at) => offset(at, ':')],
  ['ZZ', (at) => offset(at, '')],
])
