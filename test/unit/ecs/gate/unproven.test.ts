import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { unproven } from '@ci-kit/ecs/gate/unproven'
import { expect, test } from '@jest/globals'
import { SINGLE } from '../../attestation/gate/samples.ts'

const verdict = (outcome: Verdict['outcome'], ...problems: readonly string[]): Verdict => ({
  outcome,
  subjects: [{ subject: SINGLE, outcome, problems, statements: [] }],
  verifiedAt: new Date(0),
})

test('what is verified is proven', () => {
  expect(unproven(verdict('verified', 'a note'))).toBeUndefined()
})

test.each([
  ['refused', 'The attestations of the images are not accepted.'],
  ['unattested', 'Attestations of the images are missing.'],
  ['unknown', 'Whether the images are attested could not be asked.'],
] as const)('what is %s is no proof, and the image is named', (outcome, words) => {
  const text = unproven(verdict(outcome, 'No provenance was found.'))
  expect(text).toMatch(new RegExp(`^${words}`))
  expect(text).toContain('ghcr.io/org/app: No provenance was found.')
})

test('many problems are cut, equal ones told once, and texts are harmless', () => {
  const problems = ['one', 'one', ...Array.from({ length: 9 }, (_, at) => `problem ${at}`)]
  const text = unproven(verdict('refused', '::error::evil\nline', ...problems)) ?? ''
  expect(text.match(/one/g)).toHaveLength(1)
  expect(text).toMatch(/And 6 more\.$/)
  expect(text).not.toMatch(/\n|\r/)
})
