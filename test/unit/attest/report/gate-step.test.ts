import type { ReportedSigner } from '@ci-kit/attest/report/attest-report'
import { verifySnippets } from '@ci-kit/attest/report/verify-snippets'
import { describe, expect, test } from '@jest/globals'
import { provenanceOf, sampleImage, stored } from '../store/stored-samples.ts'
import { reportOf, SIGNER } from './report-samples.ts'

const image = sampleImage()
const RULES = ['source-repository', 'hosted-runner-only', 'transparency-log']

const rulesOf = (signer: Partial<ReportedSigner>, statement = stored(provenanceOf(image))) =>
  verifySnippets(reportOf([statement], { signer: { ...SIGNER, ...signer } }))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => RULES.some((rule) => line.startsWith(`${rule}:`)))

describe('the gate of the summary', () => {
  test('leaves out what it takes for granted', () => {
    expect(rulesOf({})).toEqual([])
  })

  test('names the repository that calls a workflow of another one', () => {
    const identity = SIGNER.identity.replace('octo/shop', 'octo/workflows')
    expect(rulesOf({ identity })).toEqual(['source-repository: "octo/shop"'])
    // A name that begins alike is another repository.
    const alike = SIGNER.identity.replace('octo/shop', 'octo/shop-workflows')
    expect(rulesOf({ identity: alike })).toEqual(['source-repository: "octo/shop"'])
  })

  test('accepts the runner that signed', () => {
    expect(rulesOf({ runner: 'self-hosted' })).toEqual(['hosted-runner-only: false'])
  })

  test('accepts a timestamp where the log was down', () => {
    const more = { proof: 'timestamp', logOutage: 'Rekor gave 502.' } as const
    const statement = stored(provenanceOf(image), {}, more)
    expect(rulesOf({}, statement)).toEqual(['transparency-log: optional'])
  })
})
