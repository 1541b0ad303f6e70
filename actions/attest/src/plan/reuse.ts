import { PREDICATE_TYPES } from '@ci-kit/attestation/predicate-types'
import type { VerifiedStatement } from '@ci-kit/attestation/verify/verifier'
import type { Json } from '@ci-kit/core/json'
import type { Digest } from '@ci-kit/oci/digest'
import { isSamePlace } from './by-place.ts'
import type { Place, PlannedStatement } from './planned-statement.ts'
import { sameJson } from './same-json.ts'

/** A statement that was there already, verified with the policy that the gate will use. */
export type FoundStatement = {
  /** Undefined where it was found in no registry, but in GitHub's API for example. */
  readonly place: Place | undefined
  readonly verified: VerifiedStatement
  /** As it is stored. */
  readonly bundle: Uint8Array
  /** Of the manifest that refers to the subject; undefined where there is none. */
  readonly referrer: Digest | undefined
}

/** What is left to do for a planned statement. */
export type Reuse = {
  readonly planned: PlannedStatement
  /** What stands for it from now on; undefined when it has to be signed. */
  readonly existing: FoundStatement | undefined
  /** Where an equal one is, and stays. */
  readonly presentAt: readonly { readonly place: Place; readonly found: FoundStatement }[]
  /** Where it has to be attached: all places of one that is signed anew. */
  readonly attachAt: readonly Place[]
}

/** Whether two provenances tell of the same build; they may differ in the number of the attempt. */
export type SameProvenance = (planned: Json, found: Json) => boolean

/**
 * Compares what is planned with what is there. An equal one has the same
 * predicate type, the same subjects, not one more or less, and the same
 * predicate. Of several the one at the most places stands for it, then the
 * newest. One that is missing at some places is attached there again, without
 * a new signature.
 */
export const reuse = (
  planned: readonly PlannedStatement[],
  found: readonly FoundStatement[],
  sameProvenance: SameProvenance,
): readonly Reuse[] =>
  planned.map((one) => {
    const equal = found.filter(({ verified }) => isEqual(one, verified, sameProvenance))
    const presentAt = one.places.flatMap((place) => {
      const at = equal.filter((each) => each.place !== undefined && isSamePlace(each.place, place))
      const best = bestOf(at, equal)
      return best === undefined ? [] : [{ place, found: best }]
    })
    const has = new Set(presentAt.map(({ place }) => place))
    return {
      planned: one,
      existing: bestOf(equal, equal),
      presentAt,
      attachAt: one.places.filter((place) => !has.has(place)),
    }
  })

const isEqual = (
  { statement }: PlannedStatement,
  { statement: found }: VerifiedStatement,
  sameProvenance: SameProvenance,
): boolean => {
  if (found.predicateType !== statement.predicateType || found.predicate === undefined) return false
  const wanted = statement.subjects.map(({ name, digest }) => `${digest} ${name}`)
  const there = found.subjects.flatMap(({ name, digests }) =>
    // One whose digest is of an unknown algorithm is about something that nobody planned.
    digests.length === 0 ? [` ${name}`] : digests.map((digest) => `${digest} ${name}`),
  )
  if (!sameSet(wanted, there)) return false
  const [provenance] = PREDICATE_TYPES.provenance
  return statement.predicateType === provenance
    ? sameProvenance(statement.predicate, found.predicate)
    : sameJson(statement.predicate, found.predicate)
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean => {
  const [left, right] = [new Set(a), new Set(b)]
  return left.size === right.size && [...left].every((each) => right.has(each))
}

/** Deterministic: at the most places, then the newest, then the first that was found. */
const bestOf = (
  candidates: readonly FoundStatement[],
  all: readonly FoundStatement[],
): FoundStatement | undefined => {
  const copies = ({ bundle }: FoundStatement) =>
    all.filter((other) => Buffer.from(other.bundle).equals(bundle)).length
  const ranked = candidates.map((found) => ({ found, copies: copies(found) }))
  const [best] = ranked.toSorted(
    (a, b) =>
      b.copies - a.copies ||
      b.found.verified.signedAt.getTime() - a.found.verified.signedAt.getTime(),
  )
  return best?.found
}
