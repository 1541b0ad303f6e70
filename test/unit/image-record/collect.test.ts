import { messageOf, UserError } from '@ci-kit/core/errors'
import { collectRecords } from '@ci-kit/image-record/collect'
import { encodeRecord, type ImageRecord } from '@ci-kit/image-record/record'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../docker-cache/fake-ports.ts'
import { digest, memoryRecords, RUN, record } from './records.ts'

type Stored = readonly [name: string, content: string | ImageRecord]

const collecting = (stored: readonly Stored[], expected: readonly string[], attempt = 1) => {
  const records = memoryRecords()
  for (const [name, content] of stored) records.put(name, content)
  const { log, texts } = memoryLog()
  const run = { ...RUN, attempt, job: 'collect' }
  return {
    ...records,
    texts,
    collected: collectRecords(expected, { records: records.store, log, run }),
  }
}

const failureOf = async (stored: readonly Stored[], attempt = 1): Promise<string> => {
  const thrown: unknown = await collecting(stored, ['api'], attempt).collected.catch(
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(UserError)
  return messageOf(thrown)
}

const changed = (from: string, to: string): string =>
  Buffer.from(encodeRecord(record('api')))
    .toString()
    .replace(from, to)

describe('collecting', () => {
  test('answers the records in the order of the components', async () => {
    const { collected } = collecting(
      [
        ['image-api-1.json', record('api', 'a', { facts: { tags: '1.10', signed: true } })],
        ['coverage', 'something else'],
        ['image-web-1.json', record('web', 'b')],
      ],
      ['web', 'api'],
    )
    await expect(collected).resolves.toEqual([
      record('web', 'b'),
      record('api', 'a', { facts: { tags: '1.10', signed: true } }),
    ])
  })

  test('takes the newest attempt, and the one before where there is none', async () => {
    const second = record('api', 'b', { attempt: 2 })
    const { collected, asked } = collecting(
      [
        ['image-api-2.json', second],
        ['image-api-1.json', 'broken, and never read'],
        ['image-web-1.json', record('web')],
      ],
      ['api', 'web'],
      2,
    )
    await expect(collected).resolves.toEqual([second, record('web')])
    expect(asked).toEqual(['image-api-2.json', 'image-web-1.json'])
  })

  test('takes attempt 10 for newer than attempt 9', async () => {
    const tenth = record('api', 'b', { attempt: 10 })
    const stored: Stored[] = [
      ['image-api-10.json', tenth],
      ['image-api-9.json', record('api', 'a', { attempt: 9 })],
    ]
    await expect(collecting(stored, ['api'], 10).collected).resolves.toEqual([tenth])
  })

  test('passes over what is not expected, and says so', async () => {
    const { collected, texts } = collecting(
      [
        ['image-api-1.json', record('api')],
        ['image-old-1.json', 'not read'],
      ],
      ['api'],
    )
    await expect(collected).resolves.toEqual([record('api')])
    expect(texts('notice')).toEqual([expect.stringContaining('passed over: old.')])
  })

  test('tells components apart whose names look like attempts', async () => {
    const stored: Stored[] = [
      ['image-api-1-1.json', record('api-1', 'b')],
      ['image-api-1.json', record('api')],
    ]
    await expect(collecting(stored, ['api', 'api-1']).collected).resolves.toEqual([
      record('api'),
      record('api-1', 'b'),
    ])
  })

  test('asks nobody when nothing is expected', async () => {
    const { collected, asked } = collecting([['image-api-1.json', 'x']], [])
    await expect(collected).resolves.toEqual([])
    expect(asked).toEqual([])
  })

  test('takes an equal copy, whatever the order of its facts', async () => {
    const first = record('api', 'a', { facts: { tags: '1', signed: true } })
    const stored: Stored[] = [
      ['image-api-1.json', first],
      ['image-api-1.2.json', record('api', 'a', { facts: { signed: true, tags: '1' } })],
    ]
    await expect(collecting(stored, ['api']).collected).resolves.toEqual([first])
  })
})

describe('what makes it red', () => {
  test.each<readonly [string, readonly Stored[], string]>([
    ['no record', [['image-web-1.json', record('web')]], "'name: api'"],
    ['an empty run', [], 'has no record of it'],
    [
      'a later attempt',
      [['image-api-2.json', record('api', 'a', { attempt: 2 })]],
      'attempt 2, and this is attempt 1',
    ],
    [
      'another attempt than its name',
      [['image-api-1.json', record('api', 'a', { attempt: 2 })]],
      "attempt '2'",
    ],
    ['another component', [['image-api-1.json', record('web')]], "component 'web'"],
    [
      'another repository',
      [['image-api-1.json', record('api', 'a', { repository: 'evil/shop' })]],
      "repository 'evil/shop'",
    ],
    [
      'another commit',
      [['image-api-1.json', record('api', 'a', { commit: 'd'.repeat(40) })]],
      "commit 'dddd",
    ],
    [
      'another run',
      [['image-api-1.json', record('api', 'a', { runId: 78 })]],
      "run '78', and '77' is wanted",
    ],
    ['no JSON', [['image-api-1.json', '{']], 'is no JSON object'],
    ['a list', [['image-api-1.json', '[]']], 'is no JSON object'],
    [
      'another version',
      [['image-api-1.json', changed('"version": 1', '"version": 2')]],
      'not of version 1',
    ],
    ['no component', [['image-api-1.json', changed('"component"', '"c"')]], "has no 'component'"],
    ['no run', [['image-api-1.json', changed('77', '"77"')]], "has no 'run-id'"],
    ['facts that nest', [['image-api-1.json', changed('{}', '{"a":{}}')]], "'facts'"],
    ['a fact with an odd name', [['image-api-1.json', changed('{}', '{"a b":1}')]], "'facts'"],
    [
      'an image without digest',
      [['image-api-1.json', changed(`octo/api@${digest('a')}`, 'octo/api:1')]],
      'has no digest',
    ],
    [
      'an image that is none',
      [['image-api-1.json', changed('ghcr.io/octo', '::error::')]],
      'image-api-1.json',
    ],
    [
      'another digest',
      [['image-api-1.json', changed(`"${digest('a')}"`, `"${digest('b')}"`)]],
      'do not fit',
    ],
    ['too many bytes', [['image-api-1.json', `{${' '.repeat(17_000)}}`]], '16384 are allowed'],
    [
      'copies that differ',
      [
        ['image-api-1.json', record('api', 'a')],
        ['image-api-1.2.json', record('api', 'b', { job: 'other' })],
      ],
      "from job 'other'",
    ],
    [
      'facts that differ',
      [
        ['image-api-1.json', record('api', 'a', { facts: { verdict: 'passed' } })],
        ['image-api-1.json', record('api', 'a', { facts: { verdict: 'failed' } })],
      ],
      'two records of attempt 1 that differ',
    ],
    [
      'more copies than there can be',
      ['', '.2', '.3', ''].map((copy) => [`image-api-1${copy}.json`, record('api')] as const),
      'has 4 records',
    ],
  ])('%s', async (_, stored, word) => {
    const message = await failureOf(stored)
    expect(message).toContain(word)
    expect(message.toLowerCase()).toContain('api')
  })
})
