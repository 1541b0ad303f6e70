import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { checkReports, packed } from '@ci-kit/trivy-scan/upload/sarif-file'
import { describe, expect, test } from '@jest/globals'

type Run = { readonly id?: string; readonly tool?: string; readonly results?: number }

const report = (name: string, ...runs: readonly Run[]) => ({
  name,
  sarif: JSON.stringify({
    version: '2.1.0',
    runs: runs.map(({ id, tool = 'Trivy', results = 0 }) => ({
      tool: { driver: { name: tool } },
      ...(id !== undefined && { automationDetails: { id } }),
      results: Array.from({ length: results }, () => ({})),
    })),
  }),
})

const errorsOf = (...reports: Parameters<typeof report>[]) =>
  checkReports(reports.map((one) => report(...one))).map(({ errors }) => errors)

describe('checkReports', () => {
  test('reads the categories', () => {
    const [checked] = checkReports([
      report('web', { id: 'trivy/web/amd64/' }, { id: 'trivy/web/arm64/run 7' }, { id: 'x' }),
    ])
    expect(checked).toMatchObject({
      name: 'web',
      categories: ['trivy/web/amd64', 'trivy/web/arm64', ''],
      errors: [],
    })
  })

  test.each(['', 'no json', 'null', '[]', '{}', '{"runs":{}}', '{"runs":[]}', '{"runs":[1]}'])(
    '%j is no SARIF',
    (sarif) => {
      expect(checkReports([{ name: 'web', sarif }])).toMatchObject([
        { categories: [], errors: ['it is no SARIF file with runs'] },
      ])
    },
  )

  test('20 runs are allowed, 21 are not', () => {
    const runs = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `${at}/` }))
    expect(errorsOf(['web', ...runs(20)])).toEqual([[]])
    expect(errorsOf(['web', ...runs(21)])).toEqual([['it has 21 runs, and 20 are allowed']])
  })

  test('25,000 results of a run are allowed, 25,001 are not', () => {
    expect(errorsOf(['web', { id: 'a/', results: 25_000 }, { id: 'b/', results: 1 }])).toEqual([[]])
    expect(errorsOf(['web', { id: 'a/', results: 25_001 }])).toEqual([
      ["category 'a' has 25001 results, and 25000 are allowed"],
    ])
  })

  test('one run for a category and a tool is allowed', () => {
    expect(errorsOf(['web', { id: 'a/1' }, { id: 'a/2', tool: 'Other' }])).toEqual([[]])
    expect(errorsOf(['web', { id: 'a/1' }, { id: 'a/2' }, { id: 'a/3' }])).toEqual([
      ["category 'a' has several runs, and one is allowed"],
    ])
    expect(errorsOf(['web', {}, { id: 'x' }])).toEqual([
      ["category '' has several runs, and one is allowed"],
    ])
  })

  test('no report takes the place of an earlier one', () => {
    expect(errorsOf(['web', { id: 'a/' }], ['api', { id: 'b/' }, { id: 'a/' }])).toEqual([
      [],
      ["its category 'a' is the one of web, whose results it would replace"],
    ])
  })

  test('keeps names on their line', () => {
    expect(errorsOf(['w\nb', { id: 'a\n::error::/' }], ['api', { id: 'a\n::error::/' }])).toEqual([
      [],
      [String.raw`its category 'a\n::error::' is the one of w\nb, whose results it would replace`],
    ])
  })
})

describe('packed', () => {
  test('is base64 of gzip', async () => {
    const file = await packed('{"runs":[]}')
    expect('text' in file && gunzipSync(Buffer.from(file.text, 'base64')).toString()).toBe(
      '{"runs":[]}',
    )
  })

  test('has 10 MB at most', async () => {
    // Random hexadecimal digits take half of their length.
    const sarif = randomBytes(10.5 * 1024 * 1024).toString('hex')
    expect(await packed(sarif)).toEqual({
      error: expect.stringMatching(/^it has 1[12]\d{6} bytes as gzip, and 10485760 are allowed$/),
    })
  })
})
