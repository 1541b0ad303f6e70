import { afterEach, describe, expect, test } from '@jest/globals'
import { report, type Uploading, uploading as uploadingTo } from './uploading.ts'

let running: Uploading | undefined
afterEach(async () => {
  await running?.server.close()
  running = undefined
})

const uploading = async (...of: Parameters<typeof uploadingTo>): Promise<Uploading> => {
  running = await uploadingTo(...of)
  return running
}

describe('processing', () => {
  test('is asked for ever more seldom', async () => {
    const { upload, waits } = await uploading({ pending: 6 })
    const { outcomes } = await upload([report('web')])
    expect(outcomes).toMatchObject([{ state: 'uploaded' }])
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
  })

  test('is not awaited for ever', async () => {
    const { upload, waits, said } = await uploading({ pending: 1_000 })
    const result = await upload([report('web')], { mode: 'always', waitMs: 10_000 })
    expect(result).toMatchObject({
      outcomes: [{ state: 'processing', reason: 'GitHub has not processed it after 10 s' }],
      failure:
        "Input 'upload' is 'always', but results are missing in code scanning. What comes of the results for web is not known yet.",
    })
    expect(waits).toEqual([1_000, 2_000, 4_000, 3_000])
    expect(said).toEqual([
      'notice Code scanning has taken the results for web, but what comes of them is not known: GitHub has not processed it after 10 s.',
    ])
  })

  test('may not be known at once', async () => {
    const { upload } = await uploading({
      fault: ({ method }, count) =>
        method === 'GET' && count < 4 ? { status: 404, message: 'Not Found' } : undefined,
    })
    expect((await upload([report('web')])).outcomes).toMatchObject([{ state: 'uploaded' }])
  })

  test('that nobody can ask for is no success where it was demanded', async () => {
    const { upload, said } = await uploading({
      fault: ({ method }) => (method === 'GET' ? { status: 500 } : undefined),
    })
    const { outcomes, failure } = await upload([report('web')], { mode: 'always' })
    const reason =
      'GitHub answered 500 to the question for the state of the upload to code scanning: Failed on purpose.'
    expect(outcomes).toMatchObject([{ state: 'processing', reason }])
    expect(failure).toContain('What comes of the results for web is not known yet.')
    expect(said).toEqual([expect.stringContaining(`is not known: ${reason}`)])
  })

  const refuse = () => ['rejecting SARIF,\nas it is bad', 'and so on']
  const FAILED = String.raw`Code scanning has no results for web, api: rejecting SARIF,\nas it is bad; and so on.`

  test('that fails is a warning, one for the same errors', async () => {
    const { upload, said } = await uploading({ refuse })
    const { outcomes, failure } = await upload([report('web'), report('api')])
    expect(outcomes).toMatchObject([{ state: 'failed' }, { state: 'failed' }])
    expect(failure).toBeUndefined()
    expect(said).toEqual([`warning ${FAILED}`])
  })

  test('that fails is the failure that always asks for', async () => {
    const { upload, said } = await uploading({ refuse })
    const { failure } = await upload([report('web'), report('api')], { mode: 'always' })
    expect(failure).toBe(
      `Input 'upload' is 'always', but results are missing in code scanning. ${FAILED}`,
    )
    expect(said).toEqual([])
  })

  test.each([
    [{ processing_status: 'failed' }, ['GitHub could not process it, and does not say why']],
    [{ processing_status: 'failed', errors: 'x' }, [expect.stringContaining('does not say why')]],
    [{ processing_status: 'failed', errors: [1, 'x'] }, ['x']],
  ])('answered with %j has the errors %j', async (answer, errors) => {
    const body = JSON.stringify(answer)
    const { upload } = await uploading({
      fault: ({ method }) => (method === 'GET' ? { status: 200, body } : undefined),
    })
    expect((await upload([report('web')])).outcomes).toMatchObject([{ state: 'failed', errors }])
  })
})
