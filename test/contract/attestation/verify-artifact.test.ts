import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import {
  type FakeSigstore,
  fakeSigstore,
  GITHUB_ISSUER,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { ARTIFACT, bytesOf, refused, verifierOn } from './bundles.ts'

const BY = workflowIdentity()
const POLICY = { issuer: BY.issuer, identity: BY.identity }

describe('the signature over a file', () => {
  let sigstore: FakeSigstore
  let verifier: Verifier

  beforeAll(async () => {
    sigstore = await fakeSigstore()
    verifier = verifierOn(sigstore.trustedRoot())
  })

  test('is accepted with the facts of its certificate and its log entry', async () => {
    const before = Date.now() - 2_000
    const bundle = await sigstore.signArtifact(ARTIFACT, BY)
    const { signer, signedAt, logIndices } = await verifier.artifact(
      bytesOf(bundle),
      ARTIFACT,
      POLICY,
    )
    expect(signer).toEqual({
      identity: BY.identity,
      issuer: GITHUB_ISSUER,
      runner: 'github-hosted',
      sourceRepository: 'https://github.com/org/app',
      sourceDigest: 'a'.repeat(40),
      sourceRef: 'refs/heads/main',
      sourceRepositoryId: '4711',
      trigger: 'push',
    })
    expect(signedAt.getTime()).toBeGreaterThan(before)
    expect(logIndices).toEqual([expect.stringMatching(/^\d+$/)])
  })

  test.each([
    ['version 0.1', 'application/vnd.dev.sigstore.bundle+json;version=0.1'],
    ['version 0.2', 'application/vnd.dev.sigstore.bundle+json;version=0.2'],
    ['the older name of version 0.3', 'application/vnd.dev.sigstore.bundle+json;version=0.3'],
  ])('is accepted in %s', async (_name, mediaType) => {
    const bundle = { ...(await sigstore.signArtifact(ARTIFACT, BY)), mediaType }
    await expect(verifier.artifact(bytesOf(bundle), ARTIFACT, POLICY)).resolves.toBeDefined()
  })

  test('is accepted with a timestamp on top of the log entry', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY, { timestamp: true })
    await expect(verifier.artifact(bytesOf(bundle), ARTIFACT, POLICY)).resolves.toBeDefined()
  })

  test('is accepted from a Sigstore with a timestamp authority and no log', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY, { log: false, timestamp: true })
    const without = verifierOn(sigstore.trustedRoot({ log: false }))
    const { logIndices } = await without.artifact(bytesOf(bundle), ARTIFACT, POLICY)
    expect(logIndices).toEqual([])
  })

  test('is refused for other bytes, with both digests', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY)
    const answer = await refused(verifier.artifact(bytesOf(bundle), Buffer.from('other'), POLICY))
    expect(answer.refusal).toBe('subject')
    expect(answer.message).toMatch(/signs the content sha256:\w{64}, not sha256:d9298a10/)
  })

  test('is refused when its digest was changed to the one of other bytes', async () => {
    const other = Buffer.from('other')
    const bundle = await sigstore.signArtifact(ARTIFACT, BY)
    const { messageSignature: foreign } = await sigstore.signArtifact(other, BY)
    const messageDigest = foreign?.messageDigest
    const signed = { ...bundle.messageSignature, messageDigest }
    const forged = { ...bundle, messageSignature: signed }
    const answer = await refused(verifier.artifact(bytesOf(forged), other, POLICY))
    expect(answer.refusal).toBe('log')
  })

  test('is refused when the signature is another one', async () => {
    const [bundle, other] = await Promise.all([
      sigstore.signArtifact(ARTIFACT, BY),
      sigstore.signArtifact(ARTIFACT, BY),
    ])
    const forged = { ...bundle, messageSignature: other.messageSignature }
    const answer = await refused(verifier.artifact(bytesOf(forged), ARTIFACT, POLICY))
    expect(answer.refusal).toBe('log')
    expect(answer.message).toContain('belongs to another signature')
  })

  test('is refused when a root without logs leaves only the signature to tell', async () => {
    const [bundle, other] = await Promise.all(
      [1, 2].map(() => sigstore.signArtifact(ARTIFACT, BY, { log: false, timestamp: true })),
    )
    const forged = {
      ...bundle,
      verificationMaterial: {
        ...other?.verificationMaterial,
        timestampVerificationData: bundle?.verificationMaterial.timestampVerificationData,
      },
    }
    const without = verifierOn(sigstore.trustedRoot({ log: false }))
    const answer = await refused(without.artifact(bytesOf(forged), ARTIFACT, POLICY))
    expect(answer).toMatchObject({
      refusal: 'signature',
      message: expect.stringContaining('does not fit what it is said to sign'),
    })
  })

  test('is refused when it holds a statement', async () => {
    const statement = {
      subject: [],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {},
    }
    const bundle = await sigstore.signStatement(statement, BY)
    const answer = await refused(verifier.artifact(bytesOf(bundle), ARTIFACT, POLICY))
    expect(answer).toMatchObject({
      refusal: 'malformed',
      message: expect.stringContaining('signs no file'),
    })
  })
})
