import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { parseObject } from '@ci-kit/oci/json'
import { AttestationError } from '../attestation-error.ts'
import { saysOtherwise } from '../discover/said-predicate-type.ts'
import type { VerifiedStatement } from '../verify/verifier.ts'
import type { Evidence, FoundBundle, Unread } from './collect-evidence.ts'
import { type Expected, judge } from './judge.ts'
import type { JudgedStatement, StatementRefusal } from './verdict.ts'

/** Verifies a bundle's signature and reads its statement; throws `AttestationError`, and `UserError` without a trusted root. */
export type SignedStatements = {
  signedStatement(bundle: Uint8Array): Promise<VerifiedStatement>
}

/** What is certain about a bundle, whatever it is held against. */
type Signature =
  | { readonly verified: VerifiedStatement }
  | { readonly refused: StatementRefusal }
  | { readonly unknown: string }

export type Judged = {
  readonly statements: readonly JudgedStatement[]
  /** Sentences: why nobody could verify something. */
  readonly unasked: readonly string[]
}

/** Bundles that are verified at a time. */
const AT_ONCE = 4

/**
 * Judges each bundle at each digest at which it was found. The same bytes are
 * verified once, however many digests and sources have them.
 */
export const bundleJudge = (verifier: SignedStatements, expected: Omit<Expected, 'subject'>) => {
  const signatures = new Map<Digest, Promise<Signature>>()
  const signature = (found: FoundBundle) => {
    const known = signatures.get(found.bundle)
    if (known !== undefined) return known
    const made = signatureOf(verifier, found.bytes, expected.types)
    signatures.set(found.bundle, made)
    return made
  }
  return async ({ bundles, unread }: Evidence): Promise<Judged> => {
    const judged = await inParallel(merged(bundles), AT_ONCE, async (found) => {
      const made = await signature(found)
      if ('unknown' in made) return { unasked: made.unknown }
      return { statement: judgedStatement(found, made, expected) }
    })
    return {
      statements: [
        ...judged.flatMap(({ statement }) => statement ?? []),
        ...unread.map(unreadStatement),
      ],
      unasked: judged.flatMap(({ unasked }) => unasked ?? []),
    }
  }
}

/** One for each bundle and digest, which tells all places. */
const merged = (bundles: readonly FoundBundle[]): readonly FoundBundle[] => {
  const found = new Map<string, FoundBundle>()
  for (const one of bundles) {
    const key = `${one.subject} ${one.bundle}`
    const known = found.get(key)
    const where = known === undefined ? one.where : `${known.where}; ${one.where}`
    found.set(key, { ...one, where })
  }
  return [...found.values()]
}

/**
 * What says of itself that it is of a kind that is not required is not
 * verified: its word can only leave it out, since what counts has to be of a
 * required kind.
 */
const signatureOf = async (
  verifier: SignedStatements,
  bytes: Uint8Array,
  types: readonly string[],
): Promise<Signature> => {
  if (saysOtherwise(parseObject(bytes), [...types])) return { refused: OTHER_KIND }
  try {
    return { verified: await verifier.signedStatement(bytes) }
  } catch (thrown) {
    if (thrown instanceof AttestationError)
      return { refused: { refusal: thrown.refusal, reason: thrown.message } }
    if (thrown instanceof UserError)
      return { unknown: `What was found could not be verified: ${visible(thrown.message, 1_000)}` }
    throw thrown
  }
}

const OTHER_KIND: StatementRefusal = {
  refusal: 'predicate',
  reason: 'It says of itself that it is of another kind than is required.',
}

const judgedStatement = (
  { subject, where, bundle }: FoundBundle,
  made: Exclude<Signature, { readonly unknown: string }>,
  expected: Omit<Expected, 'subject'>,
): JudgedStatement => {
  if ('refused' in made) return { subject, where, bundle, refused: made.refused }
  const { verified } = made
  const refused = judge(verified, { ...expected, subject })
  return { subject, where, bundle, verified, ...(refused !== undefined && { refused }) }
}

const unreadStatement = ({ subject, where, reason }: Unread): JudgedStatement => ({
  subject,
  where,
  refused: { refusal: 'unread', reason: `It was not read: ${visible(reason, 300)}.` },
})
