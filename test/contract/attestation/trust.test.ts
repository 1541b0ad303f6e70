import { type FakeSigstore, fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { ARTIFACT, bytesOf, refused, verifierOn } from './bundles.ts'

const BY = workflowIdentity()
const POLICY = { issuer: BY.issuer, identity: BY.identity }
const HOUR = 3_600_000
const anHourAgo = new Date(Date.now() - HOUR)

describe('what a bundle has to prove', () => {
  let sigstore: FakeSigstore
  let stranger: FakeSigstore

  beforeAll(async () => {
    ;[sigstore, stranger] = await Promise.all([fakeSigstore(), fakeSigstore()])
  })

  const answerOf = async (root: object, bundle: unknown) =>
    refused(verifierOn(root).artifact(bytesOf(bundle), ARTIFACT, POLICY))

  test('a log entry, when the root has a log', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY, { log: false })
    const answer = await answerOf(sigstore.trustedRoot(), bundle)
    expect(answer).toMatchObject({ refusal: 'log', message: expect.stringContaining('no entry') })
  })

  test('a log entry also when it has a timestamp: a bundle does not choose what it proves', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY, { log: false, timestamp: true })
    expect((await answerOf(sigstore.trustedRoot(), bundle)).refusal).toBe('log')
  })

  test('a timestamp, when the root has only a timestamp authority', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY, { log: false })
    const answer = await answerOf(sigstore.trustedRoot({ log: false }), bundle)
    expect(answer).toMatchObject({
      refusal: 'timestamp',
      message: expect.stringContaining('time of signing'),
    })
  })

  test('a timestamp of an authority of the root', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY, { log: false, timestamp: true })
    const foreign = await stranger.signArtifact(ARTIFACT, BY, { log: false, timestamp: true })
    const { timestampVerificationData } = foreign.verificationMaterial
    const forged = {
      ...bundle,
      verificationMaterial: { ...bundle.verificationMaterial, timestampVerificationData },
    }
    expect((await answerOf(sigstore.trustedRoot({ log: false }), forged)).refusal).toBe('timestamp')
  })

  test('a certificate of an authority of the root', async () => {
    const bundle = await stranger.signArtifact(ARTIFACT, BY)
    const answer = await answerOf(sigstore.trustedRoot(), bundle)
    expect(answer.refusal).toBe('certificate')
    expect(answer.message).toContain('does not come from an authority of the trusted root')
  })

  test('an entry of a log of the root', async () => {
    const bundle = await stranger.signArtifact(ARTIFACT, BY)
    const { tlogs, ...others } = Object.assign({ tlogs: [] }, sigstore.trustedRoot())
    const mixed = { ...stranger.trustedRoot(), tlogs }
    expect(others).toBeDefined()
    expect((await answerOf(mixed, bundle)).refusal).toBe('log')
  })

  test('a promise of a certificate log of the root', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY)
    const { ctlogs } = Object.assign({ ctlogs: [] }, stranger.trustedRoot())
    const answer = await answerOf({ ...sigstore.trustedRoot(), ctlogs }, bundle)
    expect(answer.refusal).toBe('certificate')
  })

  test('nothing from an authority whose time in the root is over', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY)
    const root = sigstore.trustedRoot({ authorityValidFor: { end: anHourAgo } })
    expect((await answerOf(root, bundle)).refusal).toBe('certificate')
  })

  test('a certificate that was valid when it was used', async () => {
    const late = await fakeSigstore({ log: new Date(Date.now() + HOUR) })
    const bundle = await late.signArtifact(ARTIFACT, BY)
    const answer = await answerOf(late.trustedRoot(), bundle)
    expect(answer).toMatchObject({
      refusal: 'certificate',
      message: expect.stringContaining('not valid when it was used'),
    })
  })

  test('each entry only once', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY)
    const { tlogEntries } = bundle.verificationMaterial
    const doubled = Array.isArray(tlogEntries) ? [...tlogEntries, ...tlogEntries] : []
    const forged = {
      ...bundle,
      verificationMaterial: { ...bundle.verificationMaterial, tlogEntries: doubled },
    }
    // The same entry is the same time, too, which is looked at first.
    expect((await answerOf(sigstore.trustedRoot(), forged)).refusal).toBe('timestamp')
  })
})
