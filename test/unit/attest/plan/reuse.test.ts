import { planStatements } from '@ci-kit/attest/plan/plan-statements'
import type { Place, PlannedStatement } from '@ci-kit/attest/plan/planned-statement'
import { type FoundStatement, reuse } from '@ci-kit/attest/plan/reuse'
import { sameJson } from '@ci-kit/attest/plan/same-json'
import type { Claim } from '@ci-kit/attest/predicates/claim'
import type { Subject } from '@ci-kit/attest/subjects/subject'
import type { Statement } from '@ci-kit/attestation/verify/statement'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { claim, digest, fileOf, indexImage, provenance, singleImage } from './samples.ts'

const shop = indexImage('shop', 'linux/amd64', 'linux/arm64')

const planOf = (subject: Subject, what: Claim): PlannedStatement => {
  const [planned] = planStatements([subject], [what])
  if (planned === undefined) throw new Error('nothing is planned')
  return planned
}

const statementOf = ({ statement }: PlannedStatement): Statement => ({
  predicateType: statement.predicateType,
  predicate: statement.predicate,
  subjects: statement.subjects.map(({ name, digest: of }) => ({ name, digests: [of] })),
})

const found = (
  place: Place | undefined,
  statement: Statement,
  { bundle = 'bundle', at = 0 } = {},
): FoundStatement => ({
  place,
  bundle: Buffer.from(bundle),
  referrer: digest(bundle),
  verified: {
    statement,
    signer: { identity: 'me', issuer: 'issuer' },
    signedAt: new Date(at),
    logIndices: [],
    root: 'sigstore public',
    proof: 'log',
  },
})

/** Provenance of the same build, whatever the attempt. */
const sameBuild = (a: Claim['predicate'], b: Claim['predicate']) => a.build === b.build

const only = (planned: PlannedStatement, there: readonly FoundStatement[]) => {
  const [result] = reuse([planned], there, sameBuild)
  if (result === undefined) throw new Error('no answer')
  return result
}

describe('a statement', () => {
  const planned = planOf(shop, provenance({ build: 1, attempt: 2 }))
  const [top, amd64, arm64] = planned.places
  const same = statementOf(planned)

  test('that is nowhere has to be signed and attached everywhere', () => {
    expect(only(planned, [])).toEqual({
      planned,
      existing: undefined,
      presentAt: [],
      attachAt: planned.places,
    })
  })

  test('that is everywhere leaves nothing to do', () => {
    const there = planned.places.map((place) => found(place, same))
    const result = only(planned, there)
    expect(result.existing).toBe(there[0])
    expect(result.presentAt.map(({ place }) => place)).toEqual(planned.places)
    expect(result.attachAt).toEqual([])
  })

  test('that is missing at a platform is attached there again', () => {
    const there = [found(top, same), found(arm64, same)]
    expect(only(planned, there)).toMatchObject({ existing: there[0], attachAt: [amd64] })
  })

  test('that is in no registry has to be attached everywhere', () => {
    const there = found(undefined, same)
    expect(only(planned, [there])).toMatchObject({ existing: there, attachAt: planned.places })
  })

  test('of an earlier attempt is the same build', () => {
    const earlier = { ...same, predicate: { build: 1, attempt: 1 } }
    expect(only(planned, [found(top, earlier)]).existing).toBeDefined()
  })

  test.each<[string, Partial<Statement>]>([
    ['another build', { predicate: { build: 2 } }],
    ['no predicate', { predicate: undefined }],
    ['another type', { predicateType: 'https://slsa.dev/provenance/v0.2' }],
    ['a subject less', { subjects: same.subjects.slice(1) }],
    ['a subject more', { subjects: [...same.subjects, { name: 'x', digests: [digest('x')] }] }],
    ['a subject that has no digest', { subjects: [...same.subjects, { name: 'x', digests: [] }] }],
    ['another name', { subjects: same.subjects.map((each) => ({ ...each, name: 'x' })) }],
    ['no subjects', { subjects: [] }],
  ])('of %s is not it', (_, other) => {
    expect(only(planned, [found(top, { ...same, ...other })])).toMatchObject({
      existing: undefined,
      attachAt: planned.places,
    })
  })

  test('at the same digest in another repository is not there', () => {
    const elsewhere = { ...shop, name: 'quay.io/shop' }
    const place = { image: elsewhere, manifest: elsewhere.top }
    expect(only(planned, [found(place, same)])).toMatchObject({ presentAt: [] })
  })

  test('stands at the most places, and then is the newest', () => {
    const old = [top, amd64].map((place) => found(place, same, { bundle: 'old', at: 1 }))
    const late = [found(top, same, { bundle: 'new', at: 2 })]
    expect(only(planned, [...late, ...old]).existing).toBe(old[0])
    expect(only(planned, [...old.slice(1), ...late]).existing).toBe(late[0])
  })
})

describe('another predicate', () => {
  const api = singleImage('api')
  const planned = planOf(api, claim({ kind: 'own' }, { predicate: { a: 1, b: [{ c: 1, d: 2 }] } }))
  const [place] = planned.places
  test.each([
    [{ b: [{ d: 2, c: 1 }], a: 1 }, true],
    [{ a: 1, b: [{ c: 1, d: 3 }] }, false],
    [{ a: 1, b: [{ c: 1 }] }, false],
    [{ a: 1, b: [{ c: 1, d: 2 }], e: 1 }, false],
    [{ a: '1', b: [{ c: 1, d: 2 }] }, false],
  ])('%j is the same: %p', (predicate, equal) => {
    const there = found(place, { ...statementOf(planned), predicate })
    expect(only(planned, [there]).existing === there).toBe(equal)
  })

  test('about files is found where there are no places', () => {
    const files = planOf(fileOf('a'), provenance())
    const there = found(undefined, statementOf(files))
    expect(only(files, [there])).toEqual({
      planned: files,
      existing: there,
      presentAt: [],
      attachAt: [],
    })
  })
})

describe('the same JSON', () => {
  test('is what JSON writes the same, whatever the order', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameJson(value, reversed(JSON.parse(JSON.stringify(value))))).toBe(true)
      }),
    )
  })
  test('is symmetric, and not for values that JSON writes in another way', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (a, b) => {
        expect(sameJson(a, b)).toBe(sameJson(b, a))
        if (JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)))
          expect(sameJson(a, b)).toBe(false)
      }),
    )
  })
  test.each([
    [{ a: undefined, b: 1 }, { b: 1 }, true],
    [{}, [], false],
    [null, {}, false],
    [{ toString: 1 }, { a: 1 }, false],
    [{ a: undefined }, { b: undefined }, true],
  ])('%p and %p: %p', (a, b, same) => {
    expect(sameJson(a, b)).toBe(same)
  })
})

const members = (value: object) => Object.entries(value)

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    members(value)
      .reverse()
      .map(([name, each]) => [name, reversed(each)]),
  )
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = members(value).map(([name, each]) => [name, sorted(each)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
