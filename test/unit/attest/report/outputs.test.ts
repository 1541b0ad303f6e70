import type { AttestReport } from '@ci-kit/attest/report/attest-report'
import { outputsOf, skippedOutputs } from '@ci-kit/attest/report/outputs'
import { describe, expect, test } from '@jest/globals'
import {
  digestFor,
  fileStatement,
  provenanceOf,
  sampleImage,
  sbomOf,
  stored,
} from '../store/stored-samples.ts'
import { reportOf } from './report-samples.ts'

const image = sampleImage()

describe('outputs', () => {
  test('lists are one entry a line, and the first one has its own output', () => {
    const outputs = outputsOf(
      reportOf([
        stored(provenanceOf(image), {}, { logIndices: ['1', '2'] }),
        stored(sbomOf(image), {
          attestationId: '5',
          attestationUrl: 'https://github.com/octo/shop/attestations/5',
        }),
      ]),
    )
    expect(outputs).toMatchObject({
      'bundle-path': '/temp/attestations.jsonl',
      'bundle-paths': '/temp/provenance.sigstore.json\n/temp/sbom.sigstore.json',
      'attestation-id': '4711',
      'attestation-ids': '4711\n5',
      'attestation-url': 'https://github.com/octo/shop/attestations/4711',
      'log-indices': '1\n2\n42',
      verified: true,
      reused: 0,
      skipped: '',
    })
  })

  test('referrers name subject, platform, type and where they are listed', () => {
    const { referrers } = outputsOf(reportOf([stored(sbomOf(image))]))
    expect(referrers).toEqual([
      {
        image: 'ghcr.io/octo/api',
        subject: digestFor('api amd64'),
        platform: 'linux/amd64',
        predicateType: 'https://spdx.dev/Document/v2.3',
        referrer: digestFor('referrer of linux/amd64 sbom'),
        listedBy: 'api',
      },
    ])
  })

  test.each([
    [['log', 'log'], 'log'],
    [['log-and-timestamp', 'log'], 'log'],
    [['log-and-timestamp'], 'log-and-timestamp'],
    [['log-and-timestamp', 'timestamp', 'log'], 'timestamp'],
    [[], ''],
  ] as const)('of %j the proof is %j', (proofs, expected) => {
    const statements = proofs.map((proof) => stored(sbomOf(image), {}, { proof }))
    expect(outputsOf(reportOf(statements))).toMatchObject({ proof: expected })
  })

  test('an outage of the log is told', () => {
    const outage = stored(sbomOf(image), {}, { proof: 'timestamp', logOutage: 'Rekor gave 502.' })
    expect(outputsOf(reportOf([stored(sbomOf(image)), outage]))).toMatchObject({
      proof: 'timestamp',
      'log-outage': 'Rekor gave 502.',
    })
  })

  test('results hold everything of each statement', () => {
    const { results } = outputsOf(
      reportOf([stored(fileStatement(), { attestationId: undefined, attestationUrl: undefined })]),
    )
    expect(results).toEqual([
      {
        kind: 'provenance',
        predicateType: 'https://slsa.dev/provenance/v1',
        subjects: [{ name: 'shop.tar.gz', digest: digestFor('shop.tar.gz') }],
        reused: false,
        bundlePath: '/temp/provenance.sigstore.json',
        attestationId: null,
        attestationUrl: null,
        referrers: [],
        logIndices: ['42'],
        proof: 'log',
        logOutage: null,
      },
    ])
  })

  test('what was there already counts as reused', () => {
    const planned = provenanceOf(image)
    const statements = [stored(planned, { reused: true }), stored(sbomOf(image))]
    expect(outputsOf(reportOf(statements))).toMatchObject({ reused: 1 })
  })

  test('a skipped run has the same outputs and claims nothing', () => {
    const skipped = skippedOutputs({ skipped: 'fork' })
    const usual: AttestReport = reportOf([stored(sbomOf(image))])
    expect(Object.keys(skipped).toSorted()).toEqual(Object.keys(outputsOf(usual)).toSorted())
    expect(skipped).toMatchObject({
      skipped: 'fork',
      verified: false,
      'bundle-path': '',
      results: [],
    })
  })
})
