import { messageOf } from '@ci-kit/core/errors'
import { decodeRecord, encodeRecord } from '@ci-kit/image-record/record'
import { parseRecordName, recordName } from '@ci-kit/image-record/record-name'
import { writeRecord } from '@ci-kit/image-record/write'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { memoryLog } from '../docker-cache/fake-ports.ts'
import { memoryRecords, record } from './records.ts'

describe('writing', () => {
  test('keeps the record under the name of component and attempt', async () => {
    const { store, entries } = memoryRecords()
    const { log, printed } = memoryLog()
    const made = record('api', 'a', { attempt: 3, facts: { size: 12 } })
    await expect(writeRecord(made, { records: store, log })).resolves.toBe('image-api-3.json')
    expect(entries.map(({ name, content }) => [name, decodeRecord(content, 'It')])).toEqual([
      ['image-api-3.json', made],
    ])
    expect(printed.join()).toContain(made.image)
  })

  test('is content with an equal record', async () => {
    const { store, entries, put } = memoryRecords()
    put('image-api-1.json', record('api', 'a', { job: 'earlier' }))
    const { log } = memoryLog()
    await expect(writeRecord(record('api'), { records: store, log })).resolves.toBe(
      'image-api-1.json',
    )
    expect(entries).toHaveLength(1)
  })

  test.each([
    ['another image', record('api', 'b', { job: 'images-2' })],
    ['other facts', record('api', 'a', { facts: { verdict: 'failed' } })],
  ])('refuses to stand beside %s', async (_, other) => {
    const { store, put } = memoryRecords()
    put('image-api-1.json', other)
    const failed = writeRecord(record('api'), { records: store, log: memoryLog().log })
    await expect(failed).rejects.toThrow(/'api' has a record of attempt 1 already, from job/)
    await expect(failed).rejects.toThrow(other.image)
  })

  test('takes another name where one is taken by nothing whole', async () => {
    const { store, entries } = memoryRecords(['image-api-1.json'])
    const { log } = memoryLog()
    const name = 'image-api-1.2.json'
    await expect(writeRecord(record('api'), { records: store, log })).resolves.toBe(name)
    expect(entries.map((entry) => entry.name)).toEqual([name])
  })

  test('gives up after three names', async () => {
    const names = [1, 2, 3].map((copy) => recordName({ component: 'api', attempt: 1 }, copy))
    const { store } = memoryRecords(names)
    const failed = await writeRecord(record('api'), { records: store, log: memoryLog().log }).catch(
      messageOf,
    )
    expect(failed).toMatch(
      /'image-api-1\.json' to 'image-api-1\.3\.json' are taken.*Run the job again/,
    )
  })
})

describe('names of artifacts', () => {
  test('are read back, and are no other component’s', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_-]{1,200}$/),
        fc.integer({ min: 1, max: 999_999 }),
        fc.integer({ min: 1, max: 3 }),
        (component, attempt, copy) => {
          const name = recordName({ component, attempt }, copy)
          expect(parseRecordName(name)).toEqual({ component, attempt })
        },
      ),
    )
  })

  test.each([
    'image-api.json',
    'image-api-0.json',
    'image-api-01.json',
    'image-api-1.4.json',
    'image-api-1.json.zip',
    'image-1.json',
    'image-a.b-1.json',
    'image-a b-1.json',
    'my-image-api-1.json',
    `image-${'x'.repeat(201)}-1.json`,
  ])('%s is none', (name) => {
    expect(parseRecordName(name)).toBeUndefined()
  })
})

test('a record is read as it was written', () => {
  const scalar = fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.boolean())
  const facts = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), scalar, { maxKeys: 10 })
  fc.assert(
    fc.property(facts, (some) => {
      const made = record('api', 'a', { facts: { ...some } })
      expect(decodeRecord(encodeRecord(made), 'It')).toEqual(made)
    }),
  )
})
