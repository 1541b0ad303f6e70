import type { VerifierOptions } from '@ci-kit/attestation/verify/verifier'
import {
  type FakeBundle,
  type FakeSigstore,
  fakeSigstore,
  type Proof,
} from '@ci-kit/local-sigstore/sigstore'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { refused, rootsOf } from './bundles.ts'
import { sign, stampsOnly, verify } from './several-roots.ts'

let first: FakeSigstore
let second: FakeSigstore
beforeAll(async () => {
  ;[first, second] = await Promise.all([fakeSigstore(), fakeSigstore()])
})

describe('what a bundle proves more than it has to', () => {
  const HOUR = 3_600_000

  /** The bundle with the proofs of others appended to its own, or put in front of them. */
  const mixed = (bundle: FakeBundle, others: FakeBundle, ahead: boolean): FakeBundle => {
    const { verificationMaterial: own } = bundle
    const { verificationMaterial: foreign } = others
    const join = <T>(mine: readonly T[], theirs: readonly T[]): T[] =>
      ahead ? [...theirs, ...mine] : [...mine, ...theirs]
    return {
      ...bundle,
      verificationMaterial: {
        ...own,
        tlogEntries: join(own.tlogEntries, foreign.tlogEntries),
        timestampVerificationData: {
          rfc3161Timestamps: join(
            own.timestampVerificationData.rfc3161Timestamps,
            foreign.timestampVerificationData.rfc3161Timestamps,
          ),
        },
      },
    }
  }

  const optional: VerifierOptions = { transparencyLog: 'optional' }

  describe.each([
    ['behind', false],
    ['in front', true],
  ])('%s', (_where, ahead) => {
    test.each<[string, Proof, Proof, string[]]>([
      ['an entry for another signature', { log: true }, { log: true }, ['log', 'timestamp']],
      [
        'a timestamp of another signature',
        { timestamp: true },
        { log: false, timestamp: true },
        ['timestamp'],
      ],
      ['an entry beside a good timestamp', { log: false, timestamp: true }, { log: true }, ['log']],
    ])('is refused: %s', async (_what, own, foreign, refusals) => {
      const roots = rootsOf({ first: first.trustedRoot() })
      const bundle = mixed(await sign(first, own), await sign(first, foreign), ahead)
      expect(refusals).toContain((await refused(verify(roots, bundle, optional))).refusal)
    })

    test('is refused: an entry of a log that nobody trusts', async () => {
      const roots = rootsOf({ first: first.trustedRoot() })
      const bundle = mixed(await sign(first), await sign(second), ahead)
      expect((await refused(verify(roots, bundle))).refusal).toBe('log')
    })
  })

  test.each([
    ['with a promise and a proof', {}],
    ['with a proof alone', { inclusionPromise: undefined }],
  ])('is refused under a root without logs: an entry %s', async (_what, change) => {
    const bundle = await sign(first, { timestamp: true })
    const { verificationMaterial: own } = bundle
    const tlogEntries = own.tlogEntries.map((entry) => ({ ...entry, ...change }))
    const forged = { ...bundle, verificationMaterial: { ...own, tlogEntries } }
    const work = verify(rootsOf({ first: stampsOnly(first) }), forged)
    expect((await refused(work)).refusal).toBe('log')
  })

  test.each([
    ['earlier', -HOUR],
    ['later', HOUR],
  ])('is refused: an entry whose time was made %s', async (_what, by) => {
    const bundle = await sign(first, { timestamp: true })
    const { verificationMaterial: own } = bundle
    const tlogEntries = own.tlogEntries.map((entry) => ({
      ...entry,
      integratedTime: String(Number(entry.integratedTime) + by / 1_000),
    }))
    const forged = { ...bundle, verificationMaterial: { ...own, tlogEntries } }
    const roots = rootsOf({ first: first.trustedRoot() })
    expect(['certificate', 'log']).toContain((await refused(verify(roots, forged))).refusal)
  })

  test('changes no time: what a log says without a promise does not count', async () => {
    const bundle = await sign(first, { timestamp: true })
    const { verificationMaterial: own } = bundle
    const [entry] = own.tlogEntries
    const tlogEntries = [{ ...entry, inclusionPromise: undefined, integratedTime: '1' }]
    const forged = { ...bundle, verificationMaterial: { ...own, tlogEntries } }
    const { signedAt } = await verify(rootsOf({ first: first.trustedRoot() }), forged)
    expect(Math.abs(signedAt.getTime() - Date.now())).toBeLessThan(HOUR)
  })

  /** The same, with another index of the log beside its entry. */
  const saying = (bundle: FakeBundle, change: object): object => {
    const { verificationMaterial: own } = bundle
    const tlogEntries = own.tlogEntries.map((entry) => ({ ...entry, ...change, logIndex: '4711' }))
    return { ...bundle, verificationMaterial: { ...own, tlogEntries } }
  }

  test.each<[string, Proof, object]>([
    ['a proof alone', { timestamp: true }, { inclusionPromise: undefined }],
    ['a proof of a log of version 2', { log: 2, timestamp: true }, {}],
  ])(
    'tells the index that is proven with %s, whatever stands beside it',
    async (_, proof, change) => {
      const bundle = await sign(first, proof)
      const proven = bundle.verificationMaterial.tlogEntries[0]?.inclusionProof?.logIndex
      const roots = rootsOf({ first: first.trustedRoot() })
      expect((await verify(roots, saying(bundle, change))).logIndices).toEqual([proven])
    },
  )

  test('is refused: another index than the log has promised', async () => {
    const work = verify(rootsOf({ first: first.trustedRoot() }), saying(await sign(first), {}))
    expect((await refused(work)).refusal).toBe('log')
  })

  test('is refused when the certificate was not valid at one of the times', async () => {
    const late = await fakeSigstore({ timestamp: new Date(Date.now() + HOUR) })
    const answer = await refused(
      verify(rootsOf({ late: late.trustedRoot() }), await sign(late, { timestamp: true })),
    )
    expect(answer.refusal).toBe('certificate')
  })
})
