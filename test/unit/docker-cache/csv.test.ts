import { csvFields, csvLine } from '@ci-kit/docker-cache/csv'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cpuTime } from '../../fakes/cpu-time.ts'
import { readCsv } from './cache/csv-reader.ts'

describe('a line of CSV', () => {
  test.each([
    ['', ['']],
    ['a', ['a']],
    ['a, b,,', ['a', ' b', '', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a ""b""",""', ['a "b"', '']],
    ['"a\nb"', ['a\nb']],
  ])('%j has the fields %j', (line, fields) => expect(csvFields(line)).toEqual(fields))

  test.each(['"a', 'a"', 'a"b"', '"a"b', '"a" ,b', 'a\nb', 'a\r', '"""', 'a,"b'])(
    '%j is none',
    (line) => expect(csvFields(line)).toBeUndefined(),
  )

  test('is read as the grammar has it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a,"= \n') })
    const expected = (line: string) => {
      try {
        return readCsv(line)
      } catch {
        return undefined
      }
    }
    fc.assert(
      // A line end in quotes is part of a field for us and for Go, and none for the other reader.
      fc.property(
        text.filter((line) => !/".*\n/s.test(line)),
        (line) => {
          expect(csvFields(line)).toEqual(expected(line))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('gives back the fields that it was made of', () => {
    const fields = fc.array(fc.string({ unit: fc.constantFrom(...'ab,"=\r\n ') }), { minLength: 1 })
    fc.assert(fc.property(fields, (given) => expect(csvFields(csvLine(given))).toEqual(given)))
  })

  test('is read in no time, however long it is', () => {
    const took = cpuTime(() => {
      csvFields('"'.repeat(100_001))
      csvFields(`"${'a'.repeat(1_000_000)}`)
    })
    expect(took).toBeLessThan(1_000)
  })
})
