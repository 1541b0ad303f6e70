import { describe, expect, test } from '@jest/globals'
import { start } from './fake-run.ts'
import { built, records, warns } from './records.ts'

const IMPORT = 'importing cache manifest from ghcr.io/org/app:cache-main'
const EXPORT = 'exporting cache to registry'

describe('a cache', () => {
  const warningsOf = async (...vertexes: Parameters<typeof records>) => {
    const { outcome, annotations, printed } = start({ statuses: [records(...vertexes)] })
    await outcome
    return { texts: annotations.map(({ level, text }) => `${level}: ${text}`), printed }
  }

  test('that nobody has written yet is no warning', async () => {
    const error =
      'failed to configure registry cache importer: ghcr.io/org/app:cache-main: not found'
    const { texts, printed } = await warningsOf(built(IMPORT, 1, 2, { error }))
    expect(texts).toEqual([])
    expect(printed).toContain('No cache at ghcr.io/org/app:cache-main yet.')
  })

  test.each([
    'failed to configure registry cache importer: unexpected status from HEAD request to https://ghcr.io/v2/org/app/manifests/cache-main: 403 Forbidden\ndenied',
    'failed to configure registry cache importer: unexpected status from HEAD request to http://127.0.0.1:40404/v2/a/manifests/c: 500 Internal Server Error',
    'failed to configure registry cache importer: failed to do request: Head "http://127.0.0.1:1/v2/a/manifests/not found": connection refused',
  ])('that cannot be read is a warning: %s', async (error) => {
    const { texts } = await warningsOf(built(IMPORT, 1, 2, { error }))
    expect(texts).toEqual([
      `warning: The cache ghcr.io/org/app:cache-main could not be read: ${error.replace('\n', ' ')}. The build went on without it.`,
    ])
  })

  test('that cannot be written is a warning that says what to do', async () => {
    const { texts } = await warningsOf(
      built(EXPORT, 1, 2, { error: 'error writing layer blob: denied' }),
    )
    expect(texts).toEqual([
      expect.stringMatching(
        /^warning: The cache could not be written: error writing layer blob: denied\. The image is not affected.*packages: write/,
      ),
    ])
  })

  test('whose error is a whole page is quoted in part', async () => {
    const { texts } = await warningsOf(built(EXPORT, 1, 2, { error: 'x'.repeat(50_000) }))
    expect(texts.join()).toContain(`: ${'x'.repeat(300)}…. The image`)
  })

  test('that was read and written is no warning', async () => {
    const { texts } = await warningsOf(built(IMPORT, 1, 2), built(EXPORT, 1, 2))
    expect(texts).toEqual([])
  })
})

test('findings of the build checks are warnings at their line', async () => {
  const { outcome, annotations } = start({
    statuses: [
      warns(
        { text: 'FromAsCasing: casing\n::error::x', file: 'Dockerfile', line: 3 },
        { text: 'whole file', file: undefined, line: undefined },
      ),
    ],
  })
  await outcome
  expect(annotations).toEqual([
    {
      level: 'warning',
      text: 'FromAsCasing: casing\\n::error::x',
      at: { file: 'Dockerfile', line: 3 },
    },
    { level: 'warning', text: 'whole file', at: {} },
  ])
})
