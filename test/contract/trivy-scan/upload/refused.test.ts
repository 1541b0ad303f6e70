import { afterEach, describe, expect, test } from '@jest/globals'
import type { Unavailable } from '../../../fakes/code-scanning.ts'
import type { Fault } from '../../../fakes/github-server.ts'
import { push } from '../../../unit/trivy-scan/upload/contexts.ts'
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

const SEVERAL = [report('web'), report('api'), report('db')]
const ONLY = 'The results are in the job summary and the report files only, not in code scanning.'
const BLOCK = 'permissions:\n  security-events: write'

describe('a refusal for all', () => {
  test.each<[Unavailable, string]>([
    ['code-security', 'GitHub says: Code Security must be enabled for this repository'],
    ['advanced-security', 'GitHub says: Advanced Security must be enabled for this repository'],
    ['not-enabled', 'GitHub says: Code scanning is not enabled for this repository'],
    ['absent', 'GitHub answered 404 to the upload of the results for web to code scanning:'],
  ])('(%s) is asked for once and said once', async (unavailable, reason) => {
    const { upload, server, said } = await uploading({ unavailable })
    const { outcomes, failure } = await upload(SEVERAL)
    expect(outcomes.map(({ state }) => state)).toEqual(Array(3).fill('not-uploaded'))
    expect(failure).toBeUndefined()
    expect(server.requests).toHaveLength(1)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(`notice ${ONLY} ${reason}`)
  })

  test('is the failure that always asks for', async () => {
    const { upload, said } = await uploading({ unavailable: 'code-security' })
    const { failure } = await upload(SEVERAL, { mode: 'always' })
    expect(failure).toMatch(
      /^Input 'upload' is 'always', but results are missing in code scanning\. GitHub says: Code Security must be enabled for this repository to use code scanning\. Turn on Code Security/,
    )
    expect(said).toEqual([])
  })

  test('for a missing permission has the block to add', async () => {
    const { upload, said } = await uploading({ granted: ['pull_requests'] })
    const context = push({ payload: { sender: { login: 'dependabot[bot]' } } })
    await upload(SEVERAL, { context })
    expect(said).toEqual([
      `notice ${ONLY} GitHub answered 403 to the upload of the results for web to code scanning: Resource not accessible by integration. Give the job these permissions:\n${BLOCK}\nDependabot started this run: its token reads only, unless the workflow has this block.`,
    ])
  })

  test('on an Enterprise Server says what is missing there', async () => {
    const { upload, said } = await uploading({ unavailable: 'absent' })
    await upload(SEVERAL, { context: push({ serverUrl: 'https://git.octo.example' }) })
    expect(said[0]).toMatch(
      /permissions:\n {2}security-events: write\nA GitHub Enterprise Server has code scanning only with Advanced Security\.$/,
    )
  })

  test('for a wrong token names the input', async () => {
    const { upload, said } = await uploading({ token: 'another' })
    await upload(SEVERAL)
    expect(said).toEqual([expect.stringContaining("check input 'github-token'.")])
  })

  test('for a commit that GitHub does not have', async () => {
    const { upload, server, said } = await uploading({ commits: [] })
    await upload(SEVERAL)
    expect(server.requests).toHaveLength(1)
    expect(said).toEqual([expect.stringContaining('commit not found. The run has to be for')])
  })

  test('may come after the first report', async () => {
    const { upload, said } = await uploading({
      fault: ({ method }, count) =>
        method === 'POST' && count === 2 ? { status: 403, message: 'No' } : undefined,
    })
    const { outcomes, failure } = await upload(SEVERAL, { mode: 'always' })
    expect(outcomes.map(({ state }) => state)).toEqual(['uploaded', 'not-uploaded', 'not-uploaded'])
    expect(failure).toContain('No. Give the job')
    expect(said).toEqual([expect.stringMatching(/^info Code scanning has the results for web: /)])
  })
})

describe('trouble', () => {
  test.each<[Fault, readonly number[]]>([
    [{ status: 429, headers: { 'retry-after': '40' } }, [40_000, 1_000]],
    [{ status: 503 }, [1_000, 1_000]],
    ['break', [1_000, 1_000]],
  ])('that passes is no trouble: %j', async (fault, expected) => {
    const { upload, waits } = await uploading({
      fault: (_request, count) => (count === 1 ? fault : undefined),
    })
    expect((await upload([report('web')])).outcomes).toMatchObject([{ state: 'uploaded' }])
    expect(waits).toEqual(expected)
  })

  test.each<[Fault, RegExp]>([
    [{ status: 429, message: 'Slow down' }, /429.*rate limit is used up/],
    [{ status: 502 }, /502.*Failed on purpose/],
    ['break', /GitHub's API gave no answer to the upload/],
  ])('that stays is a warning, said once: %j', async (fault, words) => {
    const { upload, server, said } = await uploading({ fault: () => fault })
    const { outcomes } = await upload(SEVERAL)
    expect(outcomes.map(({ state }) => state)).toEqual(Array(3).fill('not-uploaded'))
    expect(server.requests).toHaveLength(3)
    expect(said).toEqual([expect.stringMatching(words)])
    expect(said[0]).toMatch(/^warning The results are in the job summary/)
  })
})

describe('a refusal of one report', () => {
  test.each([
    [400, 'Invalid SARIF file.', /400 to the upload of the results for web.*Invalid SARIF file\.$/],
    [413, 'Too large', /413.*Too large\. Raise 'report-severity' to have fewer results in it\.$/],
    [422, 'Invalid', /422.*Invalid\.$/],
  ])('(%s) does not keep the others back', async (status, message, words) => {
    const { upload, said } = await uploading({
      fault: (_request, count) => (count === 1 ? { status, message } : undefined),
    })
    const { outcomes } = await upload(SEVERAL)
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'uploaded', 'uploaded'])
    expect(said).toHaveLength(2)
    expect(said[0]).toMatch(/^info Code scanning has the results for api, db: /)
    expect(said[1]).toMatch(words)
    expect(said[1]).toMatch(/^warning Code scanning has no results for web: /)
  })

  test('is an upload without a name', async () => {
    const { upload } = await uploading({ fault: () => ({ status: 202, body: '{}' }) })
    expect((await upload([report('web')])).outcomes).toMatchObject([
      { state: 'failed', errors: [expect.stringContaining('without naming the upload')] },
    ])
  })
})

test('a setting of the run that no request can be made with is said as it is', async () => {
  const { upload, said } = await uploading({}, { repository: 'nonsense' })
  await upload(SEVERAL)
  expect(said).toEqual([expect.stringContaining("GITHUB_REPOSITORY is 'nonsense'")])
})
