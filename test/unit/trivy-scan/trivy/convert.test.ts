import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { convert } from '@ci-kit/trivy-scan/trivy/convert'
import { describe, expect, test } from '@jest/globals'
import { type Ending, fakeTrivy, logLine, newFolder, PLACES } from './samples.ts'

const converting = (ending: Ending) => {
  const output = join(newFolder(), 'sbom.json')
  const { trivy, runs } = fakeTrivy(() => ending)
  return {
    output,
    runs,
    call: () => convert(trivy, { report: {}, places: PLACES }, 'cyclonedx', output),
  }
}

test('runs where nothing is, with a limit, and writes to the path', async () => {
  const { call, runs, output } = converting({ report: {} })
  await call()
  expect(runs[0]?.args).toContain(`--output=${output}`)
  expect(runs[0]?.args.slice(-2)).toEqual(['--', PLACES.report])
  expect(runs[0]?.options).toEqual({
    cwd: PLACES.emptyFolder,
    env: { PATH: '/usr/bin' },
    timeoutMs: 120_000,
  })
})

describe('an error is', () => {
  test.each<[string, Ending, string]>([
    ['a failure', { exitCode: 1, stderr: logLine('FATAL', 'Fatal error\tno\u001b') }, 'no\\u{1b}'],
    ['a failure without a word', { exitCode: 2 }, 'exit code 2'],
    ['no end', { timedOut: true, exitCode: 143, report: {} }, 'did not end within 120 s'],
    ['nothing', {}, 'it wrote nothing'],
    ['an empty file', { report: '' }, 'it wrote nothing'],
  ])('%s', async (_, ending, reason) => {
    const { call } = converting(ending)
    await expect(call()).rejects.toThrow(UserError)
    await expect(call()).rejects.toThrow('could not write the bill of materials as cyclonedx')
    await expect(call()).rejects.toThrow(reason)
    await expect(call()).rejects.toThrow('Leave it out of the wanted reports')
  })
})
