import { runRules } from '@ci-kit/attest/identity/run-policy'
import { unfitToStore } from '@ci-kit/attest/prove/before-storing'
import type { Ready } from '@ci-kit/attest/sign-missing'
import { AttestationError } from '@ci-kit/attestation/attestation-error'
import { type Provenance, provenancePredicate } from '@ci-kit/attestation/sign/provenance'
import type { VerifiedStatement, Verifier } from '@ci-kit/attestation/verify/verifier'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { workflowClaims, workflowIdentity } from '../identity/claims.ts'
import { SERVER, signer } from '../identity/signer.ts'
import { provenanceOf, ready, sampleImage } from '../store/stored-samples.ts'

const NOW = Date.parse('2026-07-01T12:00:00Z')
const rules = runRules(workflowIdentity(), SERVER, 'required')
const [own = { issuer: '', identity: '' }] = rules.signers
const planned = provenanceOf(sampleImage())

const verified: VerifiedStatement = {
  statement: {
    subjects: planned.statement.subjects.map(({ name, digest }) => ({ name, digests: [digest] })),
    predicateType: planned.statement.predicateType,
    predicate: {},
  },
  signer: {
    ...own,
    sourceRepository: rules.sourceRepository ?? '',
    sourceRef: rules.sourceRef ?? '',
    runner: 'github-hosted',
  },
  signedAt: new Date(NOW),
  logIndices: ['1'],
  root: 'root',
  proof: 'log',
}

const refusals = (
  policies: Parameters<typeof unfitToStore>[1],
  signedStatement: Verifier['signedStatement'] = async () => verified,
  more: Partial<Ready> = {},
  provenance?: Provenance,
) => {
  const reuse = { planned, existing: undefined, presentAt: [], attachAt: planned.places }
  const ports = { verifier: () => ({ signedStatement }), clock: { now: () => NOW } }
  return unfitToStore([{ ...ready(planned), reuse, ...more }], policies, ports, provenance)
}

const failing = (error: Error) => async () => {
  throw error
}

describe('what was signed', () => {
  test('may be stored when every policy accepts it', async () => {
    await expect(refusals([{ rules }, { rules }])).resolves.toEqual([])
  })

  test('may not when one of them wants another ref, and the reason tells both', async () => {
    const tagged = { ...rules, sourceRef: 'refs/tags/*' }
    const [problem, ...more] = await refusals([{ rules }, { rules: tagged }, { rules: tagged }])
    expect(more).toEqual([])
    expect(problem).toContain('Nothing was stored')
    expect(problem).toContain('refs/tags/*')
    expect(problem?.split('refs/tags/*')).toHaveLength(2)
  })

  test.each([
    new AttestationError('log', 'It has no entry of a log.'),
    new UserError('There is no trusted root.'),
  ])('may not when it does not verify: %s', async (error) => {
    const [problem] = await refusals([{ rules }], failing(error))
    expect(problem).toContain(error.message)
  })

  test.each([
    ['says the same may be stored', {}, undefined],
    [
      'says something else may not',
      { sourceDigest: 'b'.repeat(40) },
      /commit "a{40}", the certificate "b{40}"/,
    ],
  ])('of which the certificate %s', async (_what, certified, expected) => {
    const by = async () => ({ ...verified, signer: { ...signer, ...certified } })
    const provenance = provenancePredicate(workflowClaims(), SERVER)
    const problems = await refusals([{ rules }], by, {}, provenance)
    if (expected === undefined) expect(problems).toEqual([])
    else expect(problems.join('\n')).toMatch(expected)
  })

  test('is no reason to hide a mistake of the program', async () => {
    await expect(refusals([{ rules }], failing(new TypeError('bug')))).rejects.toThrow('bug')
  })

  test('by an earlier run is not looked at again', async () => {
    const never = failing(new Error('asked'))
    await expect(refusals([{ rules }], never, { reused: true })).resolves.toEqual([])
  })
})
