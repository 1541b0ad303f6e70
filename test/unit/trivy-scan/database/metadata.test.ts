import { JAVA_DATABASE, VULNERABILITY_DATABASE } from '@ci-kit/trivy-scan/database/kind'
import { parseMetadata } from '@ci-kit/trivy-scan/database/metadata'
import { describe, expect, test } from '@jest/globals'

const read = (value: unknown, kind = VULNERABILITY_DATABASE) =>
  parseMetadata(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), kind)

const GOOD = {
  Version: 2,
  NextUpdate: '2026-11-22T06:13:12.558927651Z',
  UpdatedAt: '2026-11-21T06:13:12.558927651Z',
  DownloadedAt: '0001-01-01T00:00:00Z',
}

describe('metadata.json', () => {
  test('tells when the database was made', () => {
    expect(read(GOOD)).toEqual({
      updatedAt: new Date('2026-11-21T06:13:12.558Z'),
    })
  })

  test.each([
    ['2026-11-21T06:13:12Z', '2026-11-21T06:13:12.000Z'],
    ['2026-11-21T06:13:12.5Z', '2026-11-21T06:13:12.500Z'],
    ['2026-11-21T06:13:12+02:00', '2026-11-21T04:13:12.000Z'],
  ])('may spell the date %s', (text, expected) => {
    expect(read({ Version: 2, UpdatedAt: text })).toEqual({ updatedAt: new Date(expected) })
  })

  test.each([
    ['missing', undefined],
    ['a number', 1_795_000_000],
    ["Go's zero time", '0001-01-01T00:00:00Z'],
    ['a date alone', '2026-11-21'],
    ['no time zone', '2026-11-21T06:13:12'],
    ['a day that does not exist', '2026-02-31T06:13:12Z'],
    ['an hour that does not exist', '2026-02-21T25:13:12Z'],
    ['prose', 'yesterday'],
  ])('with an UpdatedAt that is %s cannot be dated', (_, UpdatedAt) => {
    expect(() => read({ ...GOOD, UpdatedAt })).toThrow(/^it cannot be dated: UpdatedAt/)
  })

  test.each([[1], [3], ['2'], [undefined], [null]])('of version %j is refused', (Version) => {
    expect(() => read({ ...GOOD, Version })).toThrow(
      'this action reads version 2 of the vulnerability database',
    )
  })

  test('of the Java database has version 1', () => {
    expect(read({ ...GOOD, Version: 1 }, JAVA_DATABASE)).toHaveProperty('updatedAt')
    expect(() => read(GOOD, JAVA_DATABASE)).toThrow('version 1 of the Java database')
  })

  test.each([['{'], ['[]'], ['null'], [''], ['"2"']])('%j is no metadata', (text) => {
    expect(() => read(text)).toThrow('no JSON object, so it cannot be dated')
  })

  test('that is hostile is shown without control characters, and cut', () => {
    const call = () => read({ ...GOOD, UpdatedAt: `\u001b[31m\n::error::${'x'.repeat(100)}` })
    expect(call).toThrow(/^[ -~…]{1,200}$/)
  })
})
