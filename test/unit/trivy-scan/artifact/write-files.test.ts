import { UserError } from '@ci-kit/core/errors'
import { assessArtifact } from '@ci-kit/trivy-scan/artifact/assess-artifact'
import { type Result, resultOf } from '@ci-kit/trivy-scan/artifact/result'
import type { ScannedArtifact } from '@ci-kit/trivy-scan/artifact/scan-artifacts'
import { writeFiles } from '@ci-kit/trivy-scan/artifact/write-files'
import { REPORT_FORMATS, type ReportFormat } from '@ci-kit/trivy-scan/inputs/formats'
import { slug } from '@ci-kit/trivy-scan/report/file-names'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { platform } from '../findings/arbitrary-findings.ts'
import { system } from '../findings/reports.ts'
import { imageOf, memoryFolder } from './samples.ts'
import { policyOf, scannedOf } from './scanned.ts'

const RECORD = {
  trivyVersion: '0.74.0',
  database: { source: 'r.test/db:2', digest: 'sha256:d', updatedAt: '2026-11-21T11:00:00Z' },
  startedAt: '2026-11-21T12:00:00Z',
  finishedAt: '2026-11-21T12:00:09Z',
}
const ALL: ReadonlySet<ReportFormat> = new Set(REPORT_FORMATS)
const APP = slug('r.test/app:1')

const resultFor = (scanned: ScannedArtifact, files = ['{}']): Result => {
  const sarif = files.map((text) => ({ text, categories: [], notes: [] }))
  const subject = assessArtifact(scanned, policyOf().rules)
  return resultOf(scanned, subject, sarif, { expired: [], database: '' })
}

const onPlatforms = (...platforms: readonly string[]): Result =>
  resultFor(scannedOf([system()], { artifact: imageOf('app', platforms) }))

const written = async (
  result: Result,
  options: { formats?: ReadonlySet<ReportFormat>; record?: typeof RECORD | undefined } = {},
  fails?: (name: string) => boolean,
) => {
  const { folder, convert, files } = memoryFolder(fails)
  const all = { formats: ALL, record: RECORD, ...options }
  const answer = await writeFiles(result, all, { folder, convert })
  return { ...answer, content: files, names: [...files.keys()].toSorted() }
}

test('all formats are written, one for each platform where it is about one', async () => {
  const { files, failures, names, content } = await written(
    onPlatforms('linux/amd64', 'linux/arm64'),
  )
  expect(failures).toEqual([])
  expect(names).toEqual(
    [
      `${APP}.findings.json`,
      `${APP}.sarif`,
      `${APP}_linux-amd64.cdx.json`,
      `${APP}_linux-amd64.spdx.json`,
      `${APP}_linux-amd64.trivy.json`,
      `${APP}_linux-amd64.vulns.json`,
      `${APP}_linux-arm64.cdx.json`,
      `${APP}_linux-arm64.spdx.json`,
      `${APP}_linux-arm64.trivy.json`,
      `${APP}_linux-arm64.vulns.json`,
    ].toSorted(),
  )
  expect(files.map(({ path }) => path).toSorted()).toEqual(names.map((name) => `/out/${name}`))
  expect(files).toContainEqual({
    format: 'vulns',
    platform: 'linux/arm64',
    digest: 'sha256:app1',
    path: `/out/${APP}_linux-arm64.vulns.json`,
  })
  expect(files).toContainEqual({ format: 'sarif', path: `/out/${APP}.sarif` })
  expect(content.get(`${APP}_linux-arm64.cdx.json`)).toBe('cyclonedx')
  expect(content.get(`${APP}_linux-arm64.spdx.json`)).toBe('spdx-json')
  expect(JSON.parse(content.get(`${APP}.findings.json`) ?? '')).toMatchObject({
    name: 'r.test/app:1',
    verdict: { passed: false, reason: expect.stringContaining('1 HIGH found') },
  })
})

test.each(REPORT_FORMATS)('%s alone is only that', async (format) => {
  const { files } = await written(onPlatforms('linux/amd64'), { formats: new Set([format]) })
  const isOfStep = format === 'table' || format === 'summary'
  expect(files.map((file) => file.format)).toEqual(isOfStep ? [] : [format])
})

test('what is no image has no predicate, and no platform in a name', async () => {
  const artifact = {
    ...{ name: 'app', reference: 'app', digest: '' },
    parts: [{ platform: '', digest: '', subject: { kind: 'fs', path: 'app' } as const }],
  }
  const { names } = await written(resultFor(scannedOf([system()], { artifact })))
  expect(names).toEqual([
    'app.cdx.json',
    'app.findings.json',
    'app.sarif',
    'app.spdx.json',
    'app.trivy.json',
  ])
})

test('nobody who has not looked for vulnerabilities says that there are none', async () => {
  const { files } = await written(onPlatforms('linux/amd64'), { record: undefined })
  expect(files.map(({ format }) => format)).not.toContain('vulns')
})

test('what trivy says of secrets is not written', async () => {
  const leak = system({ Class: 'secret', Secrets: [{ RuleID: 'r', Match: 'KEY=hunter2' }] })
  const result = resultFor(scannedOf([leak]))
  const { content } = await written(result)
  expect([...content.values()].join('')).not.toContain('hunter2')
})

describe('what cannot be written', () => {
  const result = onPlatforms('linux/amd64', 'linux/arm64')

  test.each([`${APP}_linux-arm64.cdx.json`, `${APP}.sarif`, `${APP}_linux-amd64.vulns.json`])(
    '%s leaves the others',
    async (broken) => {
      const whole = await written(result)
      const { files, failures, names } = await written(result, {}, (name) => name === broken)
      expect(failures.map(({ message }) => message)).toEqual([`No room for ${broken}.`])
      expect(names).toEqual(whole.names.filter((name) => name !== broken))
      expect(files).toHaveLength(whole.files.length - 1)
    },
  )

  test('may be everything', async () => {
    const { files, failures } = await written(result, {}, () => true)
    expect([files.length, failures.length]).toEqual([0, 10])
  })

  test('may be one conversion of trivy', async () => {
    const { folder, convert, files } = memoryFolder()
    const failing: typeof convert = async (report, format, output) => {
      if (format === 'spdx-json') throw new UserError('No SPDX today.')
      await convert(report, format, output)
    }
    const options = { formats: ALL, record: RECORD }
    const { failures } = await writeFiles(result, options, { folder, convert: failing })
    expect(failures).toHaveLength(2)
    expect([...files.keys()].filter((name) => name.endsWith('.cdx.json'))).toHaveLength(2)
    expect([...files.keys()].filter((name) => name.endsWith('.spdx.json'))).toEqual([])
  })

  test('by a defect ends all', async () => {
    const { folder } = memoryFolder()
    const convert = async () => {
      throw new Error('defect')
    }
    const writing = writeFiles(result, { formats: ALL, record: RECORD }, { folder, convert })
    await expect(writing).rejects.toThrow('defect')
  })
})

describe('names', () => {
  test('are numbered where a platform comes twice', async () => {
    const { names } = await written(onPlatforms('windows/amd64', 'windows/amd64'), {
      formats: new Set(['json']),
    })
    expect(names).toEqual([`${APP}_windows-amd64-2.trivy.json`, `${APP}_windows-amd64.trivy.json`])
  })

  test('of several files of SARIF are numbered', async () => {
    const { names } = await written(resultFor(scannedOf(), ['{}', '{}', '{}']), {
      formats: new Set(['sarif']),
    })
    expect(names).toEqual([`${APP}.sarif`, `${APP}_part-2.sarif`, `${APP}_part-3.sarif`])
  })

  test('are different whatever the platforms are called', async () => {
    const few = fc.constantFrom('', 'linux/a', 'linux/a/2', 'linux/a/3', '/2', '2')
    const any = fc.array(fc.oneof(few, platform), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(any, async (platforms) => {
        const { files } = await written(onPlatforms(...platforms))
        const paths = files.map(({ path }) => path)
        expect(new Set(paths).size).toBe(paths.length)
        expect(files.filter(({ format }) => format === 'json')).toHaveLength(platforms.length)
      }),
      { numRuns: 50 },
    )
  })
})
