import { AttestationError } from '@ci-kit/attestation/attestation-error'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { GateSubject } from '@ci-kit/attestation/gate/verdict'
import {
  MOST_PLATFORMS,
  MOST_STATEMENTS,
  verifySubjects,
} from '@ci-kit/attestation/gate/verify-subjects'
import type { VerifiedStatement } from '@ci-kit/attestation/verify/verifier'
import { UserError } from '@ci-kit/core/errors'
import type { Digest } from '@ci-kit/oci/digest'
import { describe, expect, test } from '@jest/globals'
import { AMD64, ARM64, IMAGE, INDEX, NOW, POLICY, SINGLE, statement } from './samples.ts'

const GOOD = '{"bundle":"good"}'
const FORGED = '{"bundle":"forged"}'
const FOREIGN = '{"bundle":"foreign"}'
const ROOTLESS = '{"bundle":"rootless"}'

/** Knows some bundles by their bytes. */
const fakeVerifier = () => {
  const verified: string[] = []
  return {
    verified,
    signedStatement: async (bundle: Uint8Array): Promise<VerifiedStatement> => {
      const text = Buffer.from(bundle).toString()
      verified.push(text)
      if (text === GOOD) return statement()
      if (text === FOREIGN) return statement({ signer: { identity: 'somebody@else.test' } })
      if (text === ROOTLESS) throw new UserError('The trusted root cannot be had.')
      throw new AttestationError('signature', 'Its signature does not fit.')
    },
  }
}

const source = (name: string, held: { readonly [digest: Digest]: readonly string[] }) => {
  const requests: Digest[] = []
  const answers: EvidenceSource = {
    name,
    find: async (digest) => {
      requests.push(digest)
      const bundles = held[digest] ?? []
      return {
        attachments: bundles.map((text) => ({ where: `${name} 1`, bundle: Buffer.from(text) })),
        ignored: [],
      }
    },
  }
  return { ...answers, requests }
}

const down = (name: string): EvidenceSource => ({
  name,
  find: async () => {
    throw new UserError('It is down. Try again.')
  },
})

const verify = async (
  sources: readonly EvidenceSource[],
  policy: Partial<Policy> = {},
  subject: GateSubject = IMAGE,
) => {
  const verifier = fakeVerifier()
  const ports = { evidence: () => sources, verifier, clock: { now: () => NOW } }
  const verdict = await verifySubjects([subject], { ...POLICY, ...policy }, ports)
  const [only] = verdict.subjects
  if (only === undefined) throw new Error('there is no verdict')
  return { ...only, verdict, verified: verifier.verified }
}

describe('sources', () => {
  test('are asked about the index and all platforms', async () => {
    const registry = source('registry', { [INDEX]: [GOOD] })
    const { outcome } = await verify([registry])
    expect(outcome).toBe('verified')
    expect(registry.requests.toSorted()).toEqual([INDEX, AMD64, ARM64])
  })

  test('behind one that is enough are not asked', async () => {
    const github = source('GitHub', { [INDEX]: [FORGED] })
    const { outcome } = await verify([source('registry', { [INDEX]: [GOOD] }), github])
    expect(outcome).toBe('verified')
    expect(github.requests).toEqual([])
  })

  test('are asked when one in front is not enough, and add up', async () => {
    const registry = source('registry', { [AMD64]: [GOOD] })
    const github = source('GitHub', { [ARM64]: [GOOD] })
    expect(await verify([registry, github])).toMatchObject({ outcome: 'verified', problems: [] })
  })

  test('are not asked any further when something is refused for good', async () => {
    const github = source('GitHub', { [INDEX]: [GOOD] })
    const { outcome } = await verify([source('registry', { [INDEX]: [FORGED] }), github])
    expect(outcome).toBe('refused')
    expect(github.requests).toEqual([])
  })

  test('are asked beyond what is refused where others are ignored', async () => {
    const sources = [
      source('registry', { [INDEX]: [FORGED] }),
      source('GitHub', { [INDEX]: [GOOD] }),
    ]
    expect((await verify(sources, { otherStatements: 'ignore' })).outcome).toBe('verified')
  })

  test('that are down make it unknown, whatever others have', async () => {
    const { outcome, problems } = await verify([
      down('registry r'),
      source('GitHub', { [INDEX]: [GOOD] }),
    ])
    expect(outcome).toBe('unknown')
    expect(problems[0]).toBe(`registry r could not be asked about ${INDEX}: It is down. Try again.`)
  })

  test('that are down are a note where others are ignored and another one is enough', async () => {
    const sources = [down('registry'), source('GitHub', { [INDEX]: [GOOD] })]
    const found = await verify(sources, { otherStatements: 'ignore' })
    expect(found).toMatchObject({ outcome: 'verified', problems: [] })
    expect(found.notes?.[0]).toContain('registry could not be asked')
  })

  test('that are down behind one that is enough do no harm', async () => {
    const sources = [source('registry', { [INDEX]: [GOOD] }), down('GitHub')]
    expect((await verify(sources)).outcome).toBe('verified')
  })

  test('that are all down are told apart from such as have nothing', async () => {
    expect((await verify([down('registry')])).outcome).toBe('unknown')
    expect((await verify([source('registry', {})])).outcome).toBe('unattested')
  })

  test('have to be there', async () => {
    const { outcome, problems } = await verify([])
    expect(outcome).toBe('unknown')
    expect(problems.join()).toContain('No place was given')
  })

  test('do not hide an error of the program', async () => {
    const broken: EvidenceSource = {
      name: 'broken',
      find: async () => {
        throw new TypeError('x is not a function')
      },
    }
    await expect(verify([broken])).rejects.toThrow(TypeError)
  })
})

describe('bundles', () => {
  test('in several places are verified once, and all places are told', async () => {
    const held = { [INDEX]: [GOOD, GOOD], [AMD64]: [GOOD] }
    const { verified, statements } = await verify([source('registry', held)])
    expect(verified).toEqual([GOOD])
    expect(statements.map(({ subject, where }) => [subject, where])).toEqual([
      [INDEX, 'registry 1; registry 1'],
      [AMD64, 'registry 1'],
    ])
  })

  test('that nobody could verify make it unknown', async () => {
    const { outcome, problems } = await verify([source('registry', { [INDEX]: [GOOD, ROOTLESS] })])
    expect(outcome).toBe('unknown')
    expect(problems).toEqual([
      'What was found could not be verified: The trusted root cannot be had.',
    ])
  })

  test('that say of themselves that they are of another kind are not verified', async () => {
    const payload = Buffer.from('{"predicateType":"https://spdx.dev/Document"}').toString('base64')
    const other = JSON.stringify({ dsseEnvelope: { payload } })
    const { outcome, verified, statements } = await verify([
      source('registry', { [INDEX]: [other] }),
    ])
    expect(outcome).toBe('unattested')
    expect(verified).toEqual([])
    expect(statements[0]?.refused?.refusal).toBe('predicate')
  })

  test('beyond a number are not looked at, which is red', async () => {
    const many = Array.from({ length: MOST_STATEMENTS + 1 }, () => GOOD)
    const { outcome, problems } = await verify([source('registry', { [INDEX]: many })], {
      otherStatements: 'ignore',
    })
    expect(outcome).toBe('unknown')
    expect(problems[0]).toContain('has 1001 statements')
  })
})

describe('a verdict', () => {
  test('needs a subject', async () => {
    const ports = { evidence: () => [], verifier: fakeVerifier(), clock: { now: () => NOW } }
    await expect(verifySubjects([], POLICY, ports)).rejects.toThrow('There is nothing to verify')
  })

  test('is not given on too many platforms', async () => {
    const platforms = Array.from({ length: MOST_PLATFORMS + 1 }, () => ({
      platform: 'p',
      digest: AMD64,
    }))
    const found = await verify([source('r', { [INDEX]: [GOOD] })], {}, { ...IMAGE, platforms })
    expect(found.outcome).toBe('unknown')
    expect(found.problems[0]).toContain('has 201 platforms')
  })

  test.each([
    [[GOOD, GOOD], 'verified'],
    [[GOOD, ''], 'unattested'],
    [['', FOREIGN], 'refused'],
    [[FOREIGN, ROOTLESS, GOOD], 'unknown'],
  ])('on several subjects is the worst of theirs: %j', async (bundles, outcome) => {
    const subjects = bundles.map((bundle) => ({ ...SINGLE, name: bundle }))
    const verdict = await verifySubjects(subjects, POLICY, {
      evidence: ({ name }) => [source('r', { [INDEX]: name === '' ? [] : [name] })],
      verifier: fakeVerifier(),
      clock: { now: () => NOW },
    })
    expect(verdict.outcome).toBe(outcome)
    expect(verdict.subjects.map(({ subject }) => subject.name)).toEqual(bundles)
    expect(verdict.verifiedAt.getTime()).toBe(NOW)
  })

  test('shows names from outside as they cannot command', async () => {
    const name = 'a\n::error::b'
    const { problems } = await verify([source('r\u001b', {})], {}, { ...SINGLE, name })
    expect(problems.join()).toContain('a\\n::error::b')
    expect(problems.join()).toContain('r\\u{1b}')
  })
})
