import type { VerifierOptions } from '@ci-kit/attestation/verify/verifier'
import { type FakeSigstore, fakeSigstore, type Proof } from '@ci-kit/local-sigstore/sigstore'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { PREDICATE_TYPE, refused, rootsOf } from './bundles.ts'
import { BY, sign, stampsOnly, verify } from './several-roots.ts'

let first: FakeSigstore
let second: FakeSigstore
beforeAll(async () => {
  ;[first, second] = await Promise.all([fakeSigstore(), fakeSigstore()])
})

describe('a signed statement of which nothing is expected', () => {
  test('is told with all that is certain', async () => {
    const bundle = await sign(first, { timestamp: true })
    const verified = await verify(rootsOf({ first: first.trustedRoot() }), bundle)
    expect(verified).toMatchObject({
      root: 'first',
      proof: 'log-and-timestamp',
      signer: { identity: BY.identity },
      statement: { predicateType: PREDICATE_TYPE, predicate: { claim: 1 } },
    })
    expect(verified.logIndices).toHaveLength(1)
  })

  test('still has to be a statement', async () => {
    const bundle = await first.signArtifact(Buffer.from('x'), BY)
    const answer = await refused(verify(rootsOf({ first: first.trustedRoot() }), bundle))
    expect(answer).toMatchObject({ refusal: 'malformed', message: /holds no statement/ })
  })
})

describe('several trusted roots', () => {
  test('accept what one of them accepts, and tell which and by what', async () => {
    const roots = rootsOf({ first: first.trustedRoot(), second: stampsOnly(second) })
    expect(await verify(roots, await sign(first))).toMatchObject({ root: 'first', proof: 'log' })
    const stamped = await sign(second, { log: false, timestamp: true })
    expect(await verify(roots, stamped)).toMatchObject({ root: 'second', proof: 'timestamp' })
  })

  test('each keep their own thresholds: no root excuses from the log of another', async () => {
    const roots = rootsOf({ first: first.trustedRoot(), second: stampsOnly(second) })
    const answer = await refused(verify(roots, await sign(first, { log: false, timestamp: true })))
    expect(answer.refusal).toBe('log')
  })

  test('refuse what none of them accepts, with the reason of the first', async () => {
    const third = await fakeSigstore()
    const roots = rootsOf({ first: first.trustedRoot(), second: second.trustedRoot() })
    expect((await refused(verify(roots, await sign(third)))).refusal).toBe('certificate')
  })

  test('refuse with the reason of the root whose authority issued the certificate', async () => {
    const roots = rootsOf({ first: first.trustedRoot(), second: second.trustedRoot() })
    const answer = await refused(verify(roots, await sign(second, { log: false })))
    expect(answer.refusal).toBe('log')
    const stamped = rootsOf({ first: first.trustedRoot(), second: stampsOnly(second) })
    const withoutTime = await refused(verify(stamped, await sign(second, { log: false })))
    expect(withoutTime.refusal).toBe('timestamp')
  })

  test('are none', async () => {
    await expect(verify(rootsOf({}), await sign(first))).rejects.toThrow(
      /no trusted root to verify/,
    )
  })

  test('are told by name when one cannot be used', async () => {
    const roots = rootsOf({ second: second.trustedRoot(), empty: {} })
    await expect(verify(roots, await sign(first))).rejects.toThrow(
      /trusted root "empty" cannot be used: it names no certificate authority/,
    )
  })
})

describe('a log that is optional', () => {
  const optional: VerifierOptions = { transparencyLog: 'optional' }

  test.each<[Proof, string]>([
    [{ log: false, timestamp: true }, 'timestamp'],
    [{ log: true, timestamp: true }, 'log-and-timestamp'],
    [{ log: true }, 'log'],
  ])('accepts %j, and tells what was verified', async (proof, told) => {
    const roots = rootsOf({ first: first.trustedRoot() })
    expect(await verify(roots, await sign(first, proof), optional)).toMatchObject({ proof: told })
  })

  test('still wants a time', async () => {
    const roots = rootsOf({ first: first.trustedRoot() })
    const answer = await refused(verify(roots, await sign(first, { log: false }), optional))
    expect(answer.refusal).toBe('timestamp')
  })

  test('still wants the promise of the certificate log', async () => {
    const { ctlogs } = Object.assign({ ctlogs: [] }, second.trustedRoot())
    const roots = rootsOf({ first: { ...first.trustedRoot(), ctlogs } })
    const bundle = await sign(first, { log: false, timestamp: true })
    expect((await refused(verify(roots, bundle, optional))).refusal).toBe('certificate')
  })
})
