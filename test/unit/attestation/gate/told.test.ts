import { assess } from '@ci-kit/attestation/gate/assess'
import { policyDigest } from '@ci-kit/attestation/gate/policy-digest'
import type { GateSubject, JudgedStatement } from '@ci-kit/attestation/gate/verdict'
import { verdictJson } from '@ci-kit/attestation/gate/verdict-json'
import { verificationSummary } from '@ci-kit/attestation/gate/vsa'
import { describe, expect, test } from '@jest/globals'
import {
  AMD64,
  ARM64,
  IMAGE,
  INDEX,
  ISSUER,
  judged,
  NOW,
  POLICY,
  PROVENANCE,
  SINGLE,
  WORKFLOW,
} from './samples.ts'

const FOREIGN = { refusal: 'identity', reason: 'It is signed by "x", expected "y".' } as const
const REUSABLE = 'https://github.com/org/pipelines/.github/workflows/build.yml@refs/tags/v1'

const verdictOn = (statements: readonly JudgedStatement[], subject: GateSubject = SINGLE) =>
  assess(subject, { statements, unasked: [], asked: ['registry'] }, POLICY)

const summaryOf = (statements: readonly JudgedStatement[], subject: GateSubject = SINGLE) =>
  verificationSummary(verdictOn(statements, subject), {
    verifier: { id: 'https://ci-kit.dev/verify', version: { 'ci-kit': '1.2.3' } },
    verifiedAt: new Date(NOW),
    resourceUri: 'pkg:oci/app?repository_url=ghcr.io/org/app',
    policy: POLICY,
    policyUri: 'https://github.com/org/app/blob/main/policy.yml',
  })

describe('a verification summary', () => {
  test('tells what was verified, by whom and by which policy', () => {
    expect(summaryOf([judged(INDEX)])).toEqual({
      verifier: { id: 'https://ci-kit.dev/verify', version: { 'ci-kit': '1.2.3' } },
      timeVerified: '2026-11-21T12:00:00.000Z',
      resourceUri: 'pkg:oci/app?repository_url=ghcr.io/org/app',
      policy: {
        uri: 'https://github.com/org/app/blob/main/policy.yml',
        digest: { sha256: policyDigest(POLICY).slice('sha256:'.length) },
      },
      inputAttestations: [{ digest: { sha256: 'b'.repeat(64) } }],
      verificationResult: 'PASSED',
      verifiedLevels: ['SLSA_BUILD_LEVEL_2'],
      slsaVersion: '1.0',
    })
  })

  test('has failed whatever is not verified', () => {
    const { verificationResult, verifiedLevels, inputAttestations } = summaryOf([
      judged(INDEX),
      judged(INDEX, {}, FOREIGN),
    ])
    expect({ verificationResult, verifiedLevels }).toEqual({
      verificationResult: 'FAILED',
      verifiedLevels: ['FAILED'],
    })
    expect(inputAttestations).toHaveLength(1)
    expect(summaryOf([]).verificationResult).toBe('FAILED')
  })

  const by = (runner: string, identity = WORKFLOW) => ({ signer: { runner, identity } })
  test.each<[string, readonly JudgedStatement[], GateSubject, string]>([
    ['a hosted runner', [judged(INDEX)], SINGLE, 'LEVEL_2'],
    ['a runner of one’s own', [judged(INDEX, by('self-hosted'))], SINGLE, 'LEVEL_1'],
    ['a reusable workflow', [judged(INDEX, by('github-hosted', REUSABLE))], SINGLE, 'LEVEL_3'],
    [
      'a reusable one on a runner of one’s own',
      [judged(INDEX, by('self-hosted', REUSABLE))],
      SINGLE,
      'LEVEL_1',
    ],
    [
      'the started workflow at another ref',
      [judged(INDEX, by('github-hosted', WORKFLOW.replace('main', 'x')))],
      SINGLE,
      'LEVEL_2',
    ],
    ['a person', [judged(INDEX, by('github-hosted', 'a@b.test'))], SINGLE, 'LEVEL_2'],
    [
      'platforms of which one is lower',
      [judged(AMD64, by('github-hosted', REUSABLE)), judged(ARM64)],
      IMAGE,
      'LEVEL_2',
    ],
    [
      'the index, where it is higher',
      [judged(INDEX, by('github-hosted', REUSABLE)), judged(AMD64)],
      IMAGE,
      'LEVEL_3',
    ],
  ])('gives the level of %s', (_name, statements, subject, level) => {
    expect(summaryOf(statements, subject).verifiedLevels).toEqual([`SLSA_BUILD_${level}`])
  })
})

test('a policy has the digest of what it asks for, in whatever order it is written', () => {
  const turned = Object.fromEntries(Object.entries(POLICY).toReversed())
  expect(policyDigest({ ...POLICY, ...turned })).toBe(policyDigest(POLICY))
  expect(policyDigest({ ...POLICY, hostedRunnerOnly: false })).not.toBe(policyDigest(POLICY))
})

describe('the JSON of a verdict', () => {
  test('has the chain of proof', () => {
    const unverified: JudgedStatement = {
      subject: AMD64,
      where: 'GitHub 4711',
      refused: { refusal: 'unread', reason: 'It was not read: why.' },
    }
    const subject = verdictOn([judged(INDEX), unverified], IMAGE)
    const json = verdictJson({
      outcome: subject.outcome,
      subjects: [subject],
      verifiedAt: new Date(NOW),
    })
    expect(json).toMatchObject({
      schemaVersion: 1,
      outcome: 'refused',
      verified: false,
      verifiedAt: '2026-11-21T12:00:00.000Z',
    })
    const [only] = json.subjects
    expect(only).toMatchObject({
      name: 'ghcr.io/org/app',
      digest: INDEX,
      outcome: 'refused',
      notes: [],
    })
    expect(only?.platforms).toEqual(IMAGE.platforms)
    expect(only?.statements[0]).toEqual({
      subject: INDEX,
      platform: null,
      where: 'registry sha256:11111',
      bundle: `sha256:${'b'.repeat(64)}`,
      accepted: true,
      refusal: null,
      reason: null,
      predicateType: PROVENANCE,
      signer: {
        identity: WORKFLOW,
        issuer: ISSUER,
        sourceRepository: 'https://github.com/org/app',
        sourceRef: 'refs/heads/main',
        sourceDigest: null,
        buildConfig: WORKFLOW,
        trigger: null,
        runUrl: 'https://github.com/org/app/actions/runs/4711/attempts/1',
        runner: 'github-hosted',
        environment: null,
      },
      signedAt: '2026-11-21T11:59:00.000Z',
      proof: 'log',
      logIndices: ['1001'],
      trustedRoot: 'test',
    })
    expect(only?.statements[1]).toMatchObject({
      subject: AMD64,
      platform: 'linux/amd64',
      bundle: null,
      accepted: false,
      refusal: 'unread',
      signer: null,
      trustedRoot: null,
    })
  })
})
