import { parseWorkflowClaims } from '@ci-kit/attestation/sign/claims'
import { provenancePredicate } from '@ci-kit/attestation/sign/provenance'
import { requireAgreement } from '@ci-kit/attestation/sign/provenance-agreement'
import { signAll } from '@ci-kit/attestation/sign/sign-all'
import { type LocalSigstore, startLocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { verifierOn } from '../bundles.ts'
import { asked, EXPECTED, STATEMENT, signedBy, signingAt } from './signing.ts'

describe('what is signed is verified', () => {
  let sigstore: LocalSigstore
  beforeAll(async () => {
    sigstore = await startLocalSigstore({ tiledEntries: 'hashes' })
  })
  afterAll(() => sigstore.close())

  test.each([
    ['the first log', { log: 1 }, {}, 'log', 1],
    ['the first log and a timestamp', { log: 1, timestamps: true }, {}, 'log-and-timestamp', 1],
    ['the second log and a timestamp', { log: 2 }, {}, 'log-and-timestamp', 1],
    ['a timestamp alone', { log: 'none' }, { log: false }, 'timestamp', 0],
  ] as const)('with %s', async (_, wanted, root, proof, entries) => {
    const { signer, told } = signingAt(sigstore, wanted)
    const signed = await signer.sign(STATEMENT)
    expect(signed).toMatchObject({ proof, logOutage: undefined })
    expect(signed.logIndices).toHaveLength(entries)
    expect(told).toEqual([])
    const verifier = verifierOn(sigstore.trustedRoot(root))
    const verified = await verifier.statement(signed.bundle, { ...EXPECTED, ...signedBy(sigstore) })
    expect(verified.statement.predicate).toEqual({ said: 'ü' })
    expect(verified.logIndices).toEqual(signed.logIndices)
    const bundle = JSON.parse(Buffer.from(signed.bundle).toString())
    expect(bundle.mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json')
    expect(Buffer.from(bundle.dsseEnvelope.payload, 'base64')).toEqual(STATEMENT)
    expect(bundle.verificationMaterial.certificate.rawBytes).toMatch(/^MII/)
  })

  test('the certificate says what the provenance says', async () => {
    const { signer, tokens } = signingAt(sigstore)
    const claims = parseWorkflowClaims(await tokens.token('sigstore'))
    const { bundle } = await signer.sign(STATEMENT)
    const policy = { ...EXPECTED, ...signedBy(sigstore) }
    const { signer: by } = await verifierOn(sigstore.trustedRoot()).statement(bundle, policy)
    expect(() =>
      requireAgreement(provenancePredicate(claims, 'https://github.com'), by),
    ).not.toThrow()
    const elsewhere = provenancePredicate(claims, 'https://github.example')
    expect(() => requireAgreement(elsewhere, by)).toThrow('https://github.example/org/app')
  })
})

describe('one certificate', () => {
  let sigstore: LocalSigstore
  beforeEach(async () => {
    sigstore = await startLocalSigstore()
  })
  afterEach(() => sigstore.close())

  const certificateIn = (bundle: Uint8Array): string =>
    JSON.parse(Buffer.from(bundle).toString()).verificationMaterial.certificate.rawBytes

  test('serves all statements that are signed together', async () => {
    const { signer } = signingAt(sigstore)
    const signed = await signAll(
      signer,
      Array.from({ length: 6 }, () => STATEMENT),
    )
    expect(new Set(signed.map(({ bundle }) => certificateIn(bundle))).size).toBe(1)
    expect(new Set(signed.flatMap(({ logIndices }) => logIndices)).size).toBe(6)
    expect(['oidc', 'fulcio', 'rekor'].map((name) => asked(sigstore, name))).toEqual([1, 1, 6])
  })

  test('is renewed after five minutes', async () => {
    const { signer, clock } = signingAt(sigstore)
    const first = await signer.sign(STATEMENT)
    clock.advance(5 * 60_000 - 1)
    const second = await signer.sign(STATEMENT)
    clock.advance(1)
    const third = await signer.sign(STATEMENT)
    const [a, b, c] = [first, second, third].map(({ bundle }) => certificateIn(bundle))
    expect([a === b, a === c]).toEqual([true, false])
    expect(asked(sigstore, 'fulcio')).toBe(2)
  })

  test('that was refused is asked for again by the next statement', async () => {
    const { signer } = signingAt(sigstore)
    sigstore.faults.set('fulcio', { kind: 'status', status: 400 }, 1)
    await expect(signer.sign(STATEMENT)).rejects.toThrow('answered 400')
    expect((await signer.sign(STATEMENT)).proof).toBe('log')
  })
})
