import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { PredicateDocument } from './claim.ts'
import { parsePredicate } from './predicate-json.ts'

const LONGEST_TYPE = 2_048

/** A predicate's type has to be a URI (in-toto/attestation, spec/v1/predicate.md). Throws {@link UserError}. */
export const parsePredicateType = (text: string): string => {
  const type = text.trim()
  if (type.length <= LONGEST_TYPE && /^[a-z][a-z0-9+.-]*:[!-~]+$/i.test(type)) return type
  throw new UserError(
    `Input 'predicate-type' is '${visible(type, 100)}', which is no URI. Use one such as 'https://example.com/review/v1'.`,
  )
}

/** Any predicate of any type. Throws {@link UserError} for what is no JSON object, or too large. */
export const customPredicate = (
  predicateType: string,
  content: Uint8Array | string,
  source: string,
): PredicateDocument => ({
  kind: predicateType,
  predicateType,
  predicate: parsePredicate(content, source),
  namedDigests: [],
})
