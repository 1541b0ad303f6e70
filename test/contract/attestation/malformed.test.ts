import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import {
  type FakeBundle,
  type FakeSigstore,
  fakeSigstore,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ARTIFACT, bytesOf, refused, verifierOn } from './bundles.ts'

const BY = workflowIdentity()
const POLICY = { issuer: BY.issuer, identity: BY.identity }

describe('what is no bundle', () => {
  let sigstore: FakeSigstore
  let verifier: Verifier
  let good: FakeBundle

  beforeAll(async () => {
    sigstore = await fakeSigstore()
    verifier = verifierOn(sigstore.trustedRoot())
    good = await sigstore.signArtifact(ARTIFACT, BY, { timestamp: true })
  })

  const answerTo = async (bytes: Uint8Array) => refused(verifier.artifact(bytes, ARTIFACT, POLICY))

  test.each([
    ['no JSON', Buffer.from('<html>'), /no JSON object/],
    ['a list', Buffer.from('[]'), /no JSON object/],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /no JSON object/],
    ['an empty object', Buffer.from('{}'), /its media type is "undefined"/],
    ['too much', Buffer.alloc(25 * 1024 * 1024, 0x20), /26214400 bytes, 25165824 are allowed/],
  ])('is refused: %s', async (_name, bytes, says) => {
    const answer = await answerTo(bytes)
    expect(answer.refusal).toBe('malformed')
    expect(answer.message).toMatch(says)
  })

  test.each<[string, (bundle: FakeBundle) => unknown, RegExp]>([
    [
      'a version that is not known',
      (of) => ({ ...of, mediaType: 'application/vnd.dev.sigstore.bundle.v0.4+json' }),
      /v0\.4/,
    ],
    ['no signature', ({ messageSignature: _none, ...others }) => others, /invalid bundle/],
    ['no proofs', (of) => ({ ...of, verificationMaterial: {} }), /invalid bundle/],
    [
      'proofs that are a text',
      (of) => ({ ...of, verificationMaterial: 'x' }),
      /no sigstore bundle/,
    ],
    [
      'a certificate that is none',
      (of) => withMaterial(of, { certificate: { rawBytes: 'AAAA' } }),
      /cannot be read/,
    ],
    [
      'a timestamp that is none',
      (of) =>
        withMaterial(of, {
          timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: 'AAAA' }] },
        }),
      /cannot be read/,
    ],
    [
      'many timestamps',
      (of) =>
        withMaterial(of, {
          timestampVerificationData: {
            rfc3161Timestamps: Array(9).fill({ signedTimestamp: 'AAAA' }),
          },
        }),
      /more than 8/,
    ],
  ])('is refused: %s', async (_name, change, says) => {
    const answer = await answerTo(bytesOf(change(good)))
    expect(answer.refusal).toBe('malformed')
    expect(answer.message).toMatch(says)
  })

  test('is refused when a key signed, which names nobody', async () => {
    const { certificate: _none, ...material } = good.verificationMaterial
    const keyed = { ...good, verificationMaterial: { ...material, publicKey: { hint: 'key' } } }
    const answer = await answerTo(bytesOf(keyed))
    expect(answer.refusal).toBe('certificate')
    expect(answer.message).toContain('signed with a key')
  })

  test('is refused in one sentence wherever it is changed, or still proves the same', async () => {
    const text = JSON.stringify(good)
    const place = fc.nat(text.length - 1)
    const damages = fc.tuple(place, fc.constantFrom('', 'A', '"', '}', '9'), fc.boolean())
    const intact = await verifier.artifact(Buffer.from(text), ARTIFACT, POLICY)
    const outcomes = { refused: 0, accepted: 0 }
    await fc.assert(
      fc.asyncProperty(damages, async ([at, put, cut]) => {
        const damaged = text.slice(0, at) + put + (cut ? '' : text.slice(at + 1))
        try {
          const { signer } = await verifier.artifact(Buffer.from(damaged), ARTIFACT, POLICY)
          expect(signer).toEqual(intact.signer)
          outcomes.accepted += 1
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: 'AttestationError' })
          outcomes.refused += 1
        }
      }),
      { numRuns: 150 },
    )
    expect(outcomes.refused).toBeGreaterThan(outcomes.accepted)
  })
})

const withMaterial = (bundle: FakeBundle, change: object) => ({
  ...bundle,
  verificationMaterial: { ...bundle.verificationMaterial, ...change },
})
