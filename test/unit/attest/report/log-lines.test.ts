import { logLines } from '@ci-kit/attest/report/log-lines'
import { describe, expect, test } from '@jest/globals'
import { digestFor, fileStatement, sampleImage, sbomOf, stored } from '../store/stored-samples.ts'
import { reportOf } from './report-samples.ts'

const planned = sbomOf(sampleImage())

describe('lines of the log', () => {
  test('say what was signed and where it is', () => {
    expect(logLines(reportOf([stored(planned)]))).toEqual([
      [
        `Signed sbom about ghcr.io/octo/api@${digestFor('api amd64')}`,
        'https://github.com/octo/shop/attestations/4711',
        `ghcr.io/octo/api@${digestFor('referrer of linux/amd64 sbom')}`,
        'https://search.sigstore.dev/?logIndex=42',
      ].join('\n  '),
    ])
  })

  test('say what was reused, and give no page to the entries of another log', () => {
    const statements = [stored(planned, { reused: true })]
    const [line = ''] = logLines(reportOf(statements, { instance: 'private' }))
    expect(line).toMatch(/^Reused sbom about /)
    expect(line).toContain('log index 42')
    expect(line).not.toContain('search.sigstore.dev')
  })

  test('names from outside stay on their line', () => {
    const [line = ''] = logLines(reportOf([stored(fileStatement('x\n::error::y'))]))
    expect(line).toContain('x\\n::error::y')
  })

  test('name the artifact', () => {
    const artifact = {
      name: 'bundles',
      id: '1',
      url: 'https://github.com/octo/shop/actions/runs/1/artifacts/1',
    }
    expect(logLines(reportOf([], { artifact }))).toEqual([
      `The bundles are in artifact bundles: ${artifact.url}`,
    ])
  })
})
