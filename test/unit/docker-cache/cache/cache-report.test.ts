import { entryName } from '@ci-kit/docker-cache/cache/cache-entry'
import { cachePlan } from '@ci-kit/docker-cache/cache/cache-plan'
import { cacheReport, cacheUseJson } from '@ci-kit/docker-cache/cache/cache-report'
import { describe, expect, test } from '@jest/globals'
import { contextWith } from '../contexts.ts'
import { wishes } from './wishes.ts'

const REF = 'ghcr.io/org/app:cache-main'
const FAILED = 'failed to configure registry cache importer: '
const HEAD = `${FAILED}unexpected status from HEAD request to https://ghcr.io/v2/org/app/manifests/cache-main: `
const plan = cachePlan(wishes(), contextWith())

const reading = (error: string | undefined) =>
  cacheReport({ imports: [{ ref: REF, error }], cacheExport: undefined }, plan)

describe('a cache that was read is', () => {
  test.each([
    ['found', undefined],
    ['not-found', `${FAILED}${REF}: not found`],
    ['denied', `${HEAD}403 Forbidden\ndenied`],
    ['denied', `${HEAD}401 Unauthorized`],
    [
      'denied',
      `${FAILED}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 403 Forbidden`,
    ],
    [
      'denied',
      `${FAILED}pull access denied, repository does not exist or may require authorization`,
    ],
    ['failed', `${HEAD}500 Internal Server Error`],
    [
      'failed',
      `${FAILED}failed to do request: Head "http://127.0.0.1:403/v2/a": connection refused`,
    ],
    ['failed', `${FAILED}failed to do request: Head "http://h/v2/a/manifests/not found": refused`],
    ['failed', 'invalid cache config'],
  ])('%s: %s', (result, error) => {
    const { used, warnings, infos } = reading(error)
    expect(used).toEqual([{ ref: REF, result }])
    expect(warnings).toHaveLength(result === 'denied' || result === 'failed' ? 1 : 0)
    expect(infos).toEqual(result === 'not-found' ? [`No cache at ${REF} yet.`] : [])
    expect(JSON.parse(cacheUseJson(used))).toEqual(used)
  })

  test('told in the order of the plan, whatever answers first', () => {
    const wide = cachePlan(wishes({ from: ['ghcr.io/org/app:other'] }), contextWith())
    const refs = [...wide.from.map(entryName), 'local:1']
    const imports = refs.toReversed().map((ref) => ({ ref, error: undefined }))
    const { used } = cacheReport({ imports, cacheExport: undefined }, wide)
    expect(refs.length).toBeGreaterThan(2)
    expect(used.map(({ ref }) => ref)).toEqual(refs)
  })

  test('quoted on one line and in part', () => {
    expect(reading(`${'x'.repeat(50_000)}`).warnings).toEqual([
      `The cache ${REF} could not be read: ${'x'.repeat(300)}…. The build went on without it.`,
    ])
    expect(reading('one\n::error::two').warnings.join()).toContain(': one ::error::two.')
  })
})

describe('a cache is written', () => {
  const writing = (cacheExport: Parameters<typeof cacheReport>[0]['cacheExport'], of = plan) =>
    cacheReport({ imports: [], cacheExport }, of)

  test('when its export ended well', () => {
    expect(writing({ state: 'done', error: undefined })).toMatchObject({
      written: true,
      reason: '',
      warnings: [],
    })
  })

  test('not when the export failed, and the warning says what to do', () => {
    const { written, reason, warnings } = writing({
      state: 'failed',
      error: 'error writing layer blob:\ndenied',
    })
    expect([written, reason]).toEqual([false, 'error writing layer blob: denied'])
    expect(warnings).toEqual([expect.stringMatching(/blob: denied\..*packages: write/)])
  })

  test('not when its export was ended early', () => {
    const report = writing({ state: 'running', error: undefined })
    expect(report).toMatchObject({ written: false, reason: 'the export was ended early' })
  })

  test('not when there was no need', () => {
    expect(writing(undefined)).toMatchObject({ written: false, reason: 'no export was needed' })
  })

  test.each([[[]], [['type=inline']]])(
    'not when nothing beside the image was to be written: %j',
    (to) => {
      const readOnly = cachePlan(wishes({ write: false, to }), contextWith())
      expect(writing({ state: 'done', error: undefined }, readOnly)).toMatchObject({
        written: false,
        reason: 'the run writes none',
      })
    },
  )
})
