import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import { type FakeSigstore, fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  ARTIFACT,
  bytesOf,
  OTHER,
  PREDICATE_TYPE,
  refused,
  SUBJECT,
  verifierOn,
} from './bundles.ts'

const BY = workflowIdentity()
const POLICY = {
  issuer: BY.issuer,
  identity: BY.identity,
  subject: SUBJECT,
  predicateTypes: [PREDICATE_TYPE],
}
const STATEMENT = { subject: [SUBJECT], predicateType: PREDICATE_TYPE, predicate: { claim: 1 } }

describe('a signed statement', () => {
  let sigstore: FakeSigstore
  let verifier: Verifier

  beforeAll(async () => {
    sigstore = await fakeSigstore()
    verifier = verifierOn(sigstore.trustedRoot())
  })

  test('is accepted, and its predicate is handed over', async () => {
    const bundle = await sigstore.signStatement(STATEMENT, BY)
    const { statement, signer } = await verifier.statement(bytesOf(bundle), POLICY)
    expect(statement.predicate).toEqual({ claim: 1 })
    expect(statement.subjects).toEqual([{ name: 'subject-0', digests: [SUBJECT] }])
    expect(signer.sourceRepository).toBe('https://github.com/org/app')
  })

  test('is accepted in version 0.1, as one of several subjects, as one of several kinds', async () => {
    const type = 'https://in-toto.io/Statement/v0.1'
    const bundle = await sigstore.signStatement(
      { ...STATEMENT, type, subject: [OTHER, SUBJECT] },
      BY,
    )
    const predicateTypes = ['https://openvex.dev/ns', PREDICATE_TYPE]
    await expect(
      verifier.statement(bytesOf(bundle), { ...POLICY, predicateTypes }),
    ).resolves.toBeDefined()
  })

  test.each([
    [
      'about other content',
      { subject: [OTHER] },
      'subject',
      /about sha256:666.*, not about sha256:555/,
    ],
    ['about nothing', { subject: [] }, 'subject', /about nothing that has a digest/],
    [
      'of another kind',
      { predicateType: `${PREDICATE_TYPE}.x` },
      'predicate',
      /v0\.2\.0\.x".*expected https:\/\/openvex\.dev\/ns\/v0\.2\.0\./,
    ],
    ['without a kind', { predicateType: '' }, 'malformed', /no predicateType/],
    [
      'of an unknown statement type',
      { type: 'https://in-toto.io/Statement/v9' },
      'malformed',
      /Statement\/v9/,
    ],
    ['with another payload type', { payloadType: 'text/plain' }, 'malformed', /"text\/plain"/],
  ])('is refused %s', async (_name, change, refusal, says) => {
    const bundle = await sigstore.signStatement({ ...STATEMENT, ...change }, BY)
    const answer = await refused(verifier.statement(bytesOf(bundle), POLICY))
    expect(answer.refusal).toBe(refusal)
    expect(answer.message).toMatch(says)
  })

  test('is refused when its payload was changed', async () => {
    const bundle = await sigstore.signStatement({ ...STATEMENT, subject: [OTHER] }, BY)
    const { dsseEnvelope } = bundle
    const payload = Buffer.from(dsseEnvelope?.payload ?? '', 'base64')
      .toString()
      .replace('6'.repeat(64), '5'.repeat(64))
    const forged = {
      ...bundle,
      dsseEnvelope: { ...dsseEnvelope, payload: Buffer.from(payload).toString('base64') },
    }
    const answer = await refused(verifier.statement(bytesOf(forged), POLICY))
    expect(answer.refusal).toBe('log')
  })

  test('is refused when its payload type was changed: it is signed, too', async () => {
    const bundle = await sigstore.signStatement({ ...STATEMENT, payloadType: 'text/plain' }, BY)
    const payloadType = 'application/vnd.in-toto+json'
    const forged = { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payloadType } }
    const answer = await refused(verifier.statement(bytesOf(forged), POLICY))
    expect(answer.refusal).toBe('signature')
  })

  test('is refused when it is only the signature over a file', async () => {
    const bundle = await sigstore.signArtifact(ARTIFACT, BY)
    const answer = await refused(verifier.statement(bytesOf(bundle), POLICY))
    expect(answer).toMatchObject({ refusal: 'malformed' })
    expect(answer.message).toContain('holds no statement')
  })
})
