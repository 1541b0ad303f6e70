import { formatDate, isTimeZone, parseDateFormat } from '@ci-kit/docker-cache/tags/date-format'
import { describe, expect, test } from '@jest/globals'

const NOW = new Date('2026-03-05T23:07:09.042Z')

const rendered = (text: string, date = NOW, zone = 'UTC'): string => {
  const format = parseDateFormat(text)
  if ('unknown' in format) throw new Error(`unknown: ${format.unknown}`)
  return formatDate(date, format, zone)
}

describe('a date format', () => {
  /** Expected values as moment renders them in docker/metadata-action. */
  test.each([
    ['YYYYMMDD', '20260305'],
    ['YYYY.MM.DD-HH.mm.ss', '2026.03.05-23.07.09'],
    ['YY-M-D-H-h-m-s', '26-3-5-23-11-7-9'],
    ['X', '1772752029'],
    ['x', '1772752029042'],
    ['DDDD-DDD', '064-64'],
    ['GGGG-[W]WW-W', '2026-W10-10'],
    ['dddd-ddd-dd-d', 'Thursday-Thu-Th-4'],
    ['MMMM-MMM-Do', 'March-Mar-5th'],
    ['hhA-a', '11PM-pm'],
    ['vYYYYThh[YYYY]', 'v2026T11YYYY'],
    ['dddd, MMMM Do YYYY, h:mm:ss a', 'Thursday, March 5th 2026, 11:07:09 pm'],
    ['YYYY-MM-DDTHH:mm:ss.SSS[Z]', '2026-03-05T23:07:09.042Z'],
    ['ZZ Z', '+0000 +00:00'],
  ])('%s', (format, expected) => expect(rendered(format)).toBe(expected))

  test.each([
    ['Asia/Tokyo', 'YYYYMMDD-HHmmss', '20260306-080709'],
    ['America/St_Johns', 'YYYYMMDD-HHmmssZZ', '20260305-193709-0330'],
    ['Pacific/Kiritimati', 'YYYYMMDD', '20260306'],
    ['Europe/Berlin', 'dddd-Do-HH', 'Friday-6th-00'],
    ['Asia/Tokyo', 'X', '1772752029'],
  ])('in %s: %s', (zone, format, expected) => {
    expect(rendered(format, NOW, zone)).toBe(expected)
  })

  test.each([
    ['2026-01-01', '2026-W01', '001', '1st'],
    ['2027-01-03', '2026-W53', '003', '3rd'],
    ['2024-12-30', '2025-W01', '365', '30th'],
    ['2024-12-22', '2024-W51', '357', '22nd'],
    ['2026-10-11', '2026-W41', '284', '11th'],
    ['2026-10-12', '2026-W42', '285', '12th'],
    ['2026-10-13', '2026-W42', '286', '13th'],
    ['2026-10-23', '2026-W43', '296', '23rd'],
  ])(
    'knows the week, the day of the year and the ordinal of %s',
    (day, week, dayOfYear, ordinal) => {
      const date = new Date(`${day}T12:00:00Z`)
      expect(rendered('GGGG-[W]WW', date)).toBe(week)
      expect(rendered('DDDD', date)).toBe(dayOfYear)
      expect(rendered('Do', date)).toBe(ordinal)
    },
  )

  test.each([
    ['00', '12 am'],
    ['11', '11 am'],
    ['12', '12 pm'],
    ['23', '11 pm'],
  ])('has twelve hours at %s', (hour, expected) => {
    expect(rendered('h a', new Date(`2026-01-01T${hour}:00:00Z`))).toBe(expected)
  })

  test.each([
    'YYYYY',
    'Mo',
    'DDDo',
    'ww',
    'kk',
    'Q',
    'e',
    'E',
    'LT',
    'LLLL',
    'gggg',
    'SS',
    'zz',
    'NN',
    'Y',
    '\\',
  ])('refuses %s, which moment knows and this does not', (token) =>
    expect(parseDateFormat(`YYYY-${token}-`)).toEqual({ unknown: token }),
  )
})

test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['Mars/Olympus', false],
  ['', false],
])('the time zone %j: %s', (zone, expected) => expect(isTimeZone(zone)).toBe(expected))
