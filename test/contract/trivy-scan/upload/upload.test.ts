import { Cancelled } from '@ci-kit/core/run-action'
import { afterEach, describe, expect, test } from '@jest/globals'
import { HEAD, MERGE, pullRequest, push } from '../../../unit/trivy-scan/upload/contexts.ts'
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

const PAGE = 'https://github.com/octo/shop/security/code-scanning?query=is%3Aopen%20branch%3Amain'

describe('a report', () => {
  test('reaches code scanning as it is', async () => {
    const { upload, server, said } = await uploading()
    const web = report('web')
    const result = await upload([web])
    expect(result).toEqual({
      outcomes: [
        {
          name: 'web',
          state: 'uploaded',
        },
      ],
      failure: undefined,
    })
    expect(server.scanning.received).toMatchObject([
      {
        commit: MERGE,
        ref: 'refs/heads/main',
        checkoutUri: 'file:///home/runner/work/shop/shop',
        startedAt: '2026-11-21T09:05:07Z',
        toolName: 'Trivy',
        validate: true,
        sarif: JSON.parse(web.sarif),
        errors: [],
      },
    ])
    expect(said).toEqual([`info Code scanning has the results for web: ${PAGE}`])
  })

  test.each([
    [MERGE, MERGE, 'refs/pull/7/merge'],
    [HEAD, HEAD, 'refs/pull/7/head'],
  ])('of a pull request with %s checked out is about %s', async (checkedOut, commit, ref) => {
    const { upload, server, said } = await uploading()
    await upload([report('web')], { context: pullRequest(), checkedOut })
    expect(server.scanning.received).toMatchObject([{ commit, ref }])
    expect(said).toEqual([expect.stringMatching(/query=is%3Aopen%20pr%3A7$/)])
  })

  test('takes the place of the last one of its category', async () => {
    const { upload, server } = await uploading()
    await upload([report('web', 3), report('api')])
    await upload([report('web', 2)])
    expect(
      server.scanning.analyses().map(({ category, results }) => [category, results.length]),
    ).toEqual([
      ['trivy/web', 2],
      ['trivy/api', 1],
    ])
  })

  test('with many results is stored in part, the most severe ones', async () => {
    const { upload, server } = await uploading()
    const { outcomes } = await upload([report('web', 6_000)])
    expect(outcomes).toMatchObject([{ state: 'uploaded' }])
    const results = server.scanning.analyses()[0]?.results ?? []
    expect(results).toHaveLength(5_000)
    expect(results.filter(({ ruleId }) => ruleId === 'high')).toHaveLength(3_000)
  })
})

describe('nothing is sent', () => {
  test('for the pull request of a fork', async () => {
    const { upload, server, said } = await uploading()
    const context = pullRequest('fork/shop')
    const { outcomes } = await upload([report('web'), report('api')], { context })
    expect(outcomes.map(({ state }) => state)).toEqual(['not-uploaded', 'not-uploaded'])
    expect(server.requests).toEqual([])
    expect(said).toEqual([
      expect.stringMatching(
        /^notice The results are in the job summary and the report files only, not in code scanning\. Nothing is uploaded because the pull request comes from the fork fork\/shop\./,
      ),
    ])
  })

  test('of what GitHub would refuse, and the rest is', async () => {
    const { upload, server, said } = await uploading()
    const { outcomes } = await upload([report('web', 25_001), report('api')])
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'uploaded'])
    expect(server.scanning.received).toHaveLength(1)
    expect(said).toContain(
      "warning Code scanning has no results for web: category 'trivy/web' has 25001 results, and 25000 are allowed.",
    )
  })

  test('after a cancellation', async () => {
    const cancellation = AbortSignal.abort(new Cancelled('SIGTERM'))
    const { upload, server } = await uploading({}, { cancellation })
    await expect(upload([report('web')])).rejects.toMatchObject({ name: 'Cancelled' })
    expect(server.requests).toEqual([])
  })

  test('without reports', async () => {
    const { upload, server, said } = await uploading()
    expect(await upload([], { context: push() })).toEqual({
      outcomes: [],
      failure: undefined,
    })
    expect({ requests: server.requests, said }).toEqual({ requests: [], said: [] })
  })
})
