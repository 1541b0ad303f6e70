import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { readReport } from '@ci-kit/trivy-scan/trivy/report-file'
import { describe, expect, test } from '@jest/globals'
import { newFolder, REPORT } from './samples.ts'

const written = (content: string): string => {
  const file = join(newFolder(), 'report.json')
  writeFileSync(file, content)
  return file
}
const readAs = (value: unknown) => readReport(written(JSON.stringify(value)), 'app:1')

describe('a report', () => {
  test.each([
    ['with results', REPORT],
    ['without results', { ...REPORT, Results: undefined }],
    ['with an empty list of Go', { ...REPORT, Results: null }],
  ])('%s is read', async (_, report) => {
    expect(await readAs(report)).toMatchObject({ SchemaVersion: 2, ArtifactName: 'app' })
  })
})

describe('refused is a report', () => {
  const { ArtifactName: _, ...nameless } = REPORT
  test.each<[string, unknown, string]>([
    ['of another schema', { ...REPORT, SchemaVersion: 3 }, 'has the schema 3 instead of 2'],
    ['without a schema', { ArtifactName: 'x' }, 'has the schema undefined instead of 2'],
    ['without a name', nameless, 'does not say what it is about'],
    ['without a type', { ...REPORT, ArtifactType: 7 }, 'does not say what it is about'],
    ['whose results are none', { ...REPORT, Results: {} }, 'holds no list of results'],
    ['that is a list', [], 'is not a JSON object'],
    ['that is nothing', null, 'is not a JSON object'],
  ])('%s', async (_, value, fault) => {
    await expect(readAs(value)).rejects.toThrow(UserError)
    await expect(readAs(value)).rejects.toThrow(
      `its report about app:1 ${fault}. Nothing is known about app:1. Use trivy 0.74`,
    )
  })

  test.each([
    ['empty', '', 'is empty'],
    ['cut', '{"SchemaVersion":2,"Art', 'is not JSON ('],
    ['binary', '\u0000\u0001', 'is not JSON ('],
  ])('that is %s', async (_, content, fault) => {
    await expect(readReport(written(content), 'app:1')).rejects.toThrow(`about app:1 ${fault}`)
  })

  test('that is not there', async () => {
    const call = readReport(join(newFolder(), 'none.json'), 'app:1')
    await expect(call).rejects.toThrow('its report about app:1 was not written')
  })

  test('that is a folder', async () => {
    const folder = join(newFolder(), 'report.json')
    mkdirSync(folder)
    await expect(readReport(folder, 'app:1')).rejects.toThrow('cannot be read (EISDIR')
  })

  test('that is larger than the limit, by its size', async () => {
    const file = written(JSON.stringify({ ...REPORT, filler: 'x'.repeat(2_000) }))
    await expect(readReport(file, 'app:1', 1_024)).rejects.toThrow(
      /has 2(\.\d)? ki?B, more than the 1/i,
    )
  })
})
