import { brokenAttest, brokenVerify } from '@ci-kit/cli/demo/proof-facts'
import { expect, test } from '@jest/globals'
import { attested, verified } from './demo-builds.ts'

const signed = { statements: 5, reused: 0 }
const again = { statements: 5, reused: 5 }

test('signing holds with one certificate for all, and signing again without any', () => {
  expect(brokenAttest('sign', signed, attested(5, 0))).toEqual([])
  expect(brokenAttest('again', again, attested(5, 5))).toEqual([])
})

test.each([
  [signed, { statements: 4 }, 'the number of statements is 4; it has to be 5.'],
  [signed, { reused: 1 }, 'the number of reused statements is 1; it has to be 0.'],
  [signed, { reused: Number.NaN }, 'the number of reused statements is NaN; it has to be 0.'],
  [signed, { certificates: 3 }, 'the number of certificates is 3; it has to be 1.'],
  [again, { reused: 5, certificates: 1 }, 'the number of certificates is 1; it has to be 0.'],
  [signed, { verified: false }, "the output 'verified' is false; it has to be true."],
])('attest, %j with %j: %s', (expected, change, sentence) => {
  const found = { ...attested(5, expected.reused), ...change }
  expect(brokenAttest('sign', expected, found)).toEqual([`'sign': ${sentence}`])
})

test('the right workflow is verified, and another one is refused', () => {
  expect(brokenVerify('right', { outcome: 'verified', images: 3 }, verified(3, 0))).toEqual([])
  expect(brokenVerify('other', { outcome: 'refused', images: 3 }, verified(0, 3))).toEqual([])
})

test('says what does not hold of a verification', () => {
  expect(brokenVerify('other', { outcome: 'refused', images: 3 }, verified(3, 0))).toEqual([
    "'other': the outcome is verified; it has to be refused.",
    "'other': the number of accepted statements is 3; it has to be 0.",
    "'other': the number of refused statements is 0; it has to be 3.",
  ])
  expect(brokenVerify('right', { outcome: 'verified', images: 3 }, verified(2, 0))).toEqual([
    "'right': the number of accepted statements is 2; it has to be 3.",
  ])
})
