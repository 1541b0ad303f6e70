import type { SignedBundle } from '@ci-kit/attestation/sign/bundle-signer'
import { signAll } from '@ci-kit/attestation/sign/sign-all'
import { expect, test } from '@jest/globals'

const signed = (bundle: Uint8Array): SignedBundle => ({
  bundle,
  logIndices: [],
  proof: 'timestamp',
  logOutage: undefined,
})

test('at most four statements are signed at a time, and answered in their order', async () => {
  let now = 0
  let most = 0
  const sign = async (statement: Uint8Array) => {
    now += 1
    most = Math.max(most, now)
    await new Promise((done) => setTimeout(done, 10 - Number(statement[0])))
    now -= 1
    return signed(statement)
  }
  const statements = Array.from({ length: 10 }, (_, at) => Uint8Array.of(at))
  const bundles = (await signAll({ sign }, statements)).map(({ bundle }) => bundle)
  expect(bundles).toEqual(statements)
  expect(most).toBe(4)
})

test('nothing more is signed after a failure', async () => {
  let begun = 0
  const sign = async () => {
    begun += 1
    throw new Error('refused')
  }
  const statements = Array.from({ length: 10 }, () => new Uint8Array())
  await expect(signAll({ sign }, statements)).rejects.toThrow('refused')
  expect(begun).toBe(4)
})
