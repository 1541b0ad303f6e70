import type { JudgedStatement, Verdict } from '@ci-kit/attestation/gate/verdict'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Sigstores } from './bad-statement.ts'
import { BAD } from './bad-statements.ts'
import { BY, fakeSigstore, INDEX, PROVENANCE, signed, verdictOn } from './signing.ts'

let sigstores: Sigstores
beforeAll(async () => {
  const [own, stranger] = await Promise.all([fakeSigstore(), fakeSigstore()])
  sigstores = { own, stranger }
})

const statementsIn = ({ subjects }: Verdict): readonly JudgedStatement[] =>
  subjects.flatMap(({ statements }) => statements)

const problemsIn = ({ subjects }: Verdict): string =>
  subjects.flatMap(({ problems }) => problems).join('\n')

test('the statement that the bad ones are like is accepted', async () => {
  const bundle = await signed(sigstores.own)
  const verdict = await verdictOn({ [INDEX]: [bundle] }, sigstores.own.trustedRoot())
  expect(problemsIn(verdict)).toBe('')
  expect(verdict.outcome).toBe('verified')
  expect(statementsIn(verdict)[0]?.verified?.signer.identity).toBe(BY.identity)
})

test.each(BAD)('a statement with $name is refused, and both sides are told', async (bad) => {
  const { refusal, says, policy, make } = bad
  const { bundle, root = sigstores.own.trustedRoot() } = await make(sigstores)
  for (const otherStatements of ['refuse', 'ignore'] as const) {
    const verdict = await verdictOn({ [INDEX]: [bundle] }, root, { ...policy, otherStatements })
    expect(verdict.outcome).toBe('refused')
    expect(statementsIn(verdict).map(({ refused }) => refused?.refusal)).toEqual([refusal])
    for (const part of [`ghcr.io/org/app@${INDEX}`, ...says])
      expect(problemsIn(verdict)).toContain(part)
  }
})

describe.each(BAD.filter(({ standsAlone }) => !standsAlone))(
  'beside a good statement, one with $name',
  ({ refusal, make }) => {
    test('is refused, and left aside where others are ignored', async () => {
      const root = sigstores.own.trustedRoot()
      const [{ bundle }, good] = await Promise.all([make(sigstores), signed(sigstores.own)])
      const held = { [INDEX]: [good, bundle] }
      const strict = await verdictOn(held, root)
      expect(strict.outcome).toBe('refused')
      expect(statementsIn(strict).map(({ refused }) => refused?.refusal)).toEqual([
        undefined,
        refusal,
      ])
      const lax = await verdictOn(held, root, { otherStatements: 'ignore' })
      expect(lax.outcome).toBe('verified')
    })
  },
)

test.each([
  ['white space behind it', `${PROVENANCE} `],
  ['a slash behind it', `${PROVENANCE}/`],
  ['capitals', PROVENANCE.replace('slsa', 'SLSA')],
  ['an escaped letter', PROVENANCE.replace('/v1', '/%761')],
  ['a letter that looks alike', PROVENANCE.replace('a', '\u0430')],
  ['another version', PROVENANCE.replace('v1', 'v1.0')],
])('a statement is of another kind by a type with %s', async (_, predicateType) => {
  const bundle = await signed(sigstores.own, { predicateType })
  const verdict = await verdictOn({ [INDEX]: [bundle] }, sigstores.own.trustedRoot())
  expect(verdict.outcome).toBe('unattested')
})
