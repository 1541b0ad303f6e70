import { PREDICATE_TYPES } from '@ci-kit/attestation/predicate-types'
import { UserError } from '@ci-kit/core/errors'
import { stringAt } from '@ci-kit/core/json'
import type { PredicateDocument } from './claim.ts'
import { formatOf } from './known-format.ts'
import { parsePredicate } from './predicate-json.ts'

/** Without a version, as cosign's `--type openvex` looks for it. */
const [TYPE] = PREDICATE_TYPES.openvex

/**
 * An OpenVEX document (openvex/spec, OPENVEX-SPEC.md). Throws {@link UserError}
 * that names any other format.
 */
export const parseOpenVex = (bytes: Uint8Array, source: string): PredicateDocument => {
  const predicate = parsePredicate(bytes, source)
  const context = stringAt(predicate, '@context') ?? ''
  if (context !== TYPE && !context.startsWith(`${TYPE}/`))
    throw new UserError(
      `${source} is no OpenVEX document: it is ${formatOf(predicate) ?? 'JSON of an unknown kind'}. OpenVEX has the '@context' ${TYPE}.`,
    )
  if (!Array.isArray(predicate.statements))
    throw new UserError(`${source} is OpenVEX without statements. Add the list 'statements'.`)
  return { kind: 'openvex', predicateType: TYPE, predicate, namedDigests: [] }
}
