import { PREDICATE_TYPES } from '@ci-kit/attestation/predicate-types'
import { UserError } from '@ci-kit/core/errors'
import { type Json, stringAt } from '@ci-kit/core/json'
import type { PredicateDocument } from './claim.ts'
import { formatOf } from './known-format.ts'
import { cycloneDxDigests, spdxDigests } from './named-digests.ts'
import { parsePredicate } from './predicate-json.ts'

export type SbomFormat = 'spdx' | 'cyclonedx'

/**
 * A bill of materials, its format detected by its content: SPDX 2.2 and 2.3,
 * and CycloneDX 1.x, in JSON. SPDX carries its version in the predicate's type,
 * as GitHub's tools write it. Throws {@link UserError} that names any other format.
 */
export const parseSbom = (
  bytes: Uint8Array,
  source: string,
): PredicateDocument & { readonly format: SbomFormat } => {
  const predicate = parsePredicate(bytes, source)
  const version = spdxVersion(predicate)
  const common = { kind: 'sbom', predicate } as const
  if (version !== undefined)
    return {
      ...common,
      format: 'spdx',
      predicateType: `https://spdx.dev/Document/v${version}`,
      namedDigests: spdxDigests(predicate),
    }
  if (isCycloneDx(predicate))
    return {
      ...common,
      format: 'cyclonedx',
      predicateType: PREDICATE_TYPES.cyclonedx[0],
      namedDigests: cycloneDxDigests(predicate),
    }
  throw new UserError(
    `${source} is no SBOM that can be attested: it is ${formatOf(predicate) ?? 'JSON of an unknown kind'}. SBOMs are SPDX 2.3 or CycloneDX 1.x in JSON; for anything else use 'predicate-type' with 'predicate-path'.`,
  )
}

/** spdx.github.io/spdx-spec/v2.3/document-creation-information, 6.1 and 6.3. */
const spdxVersion = (document: Json): string | undefined => {
  const [, version] = /^SPDX-(2\.[23])$/.exec(stringAt(document, 'spdxVersion') ?? '') ?? []
  return stringAt(document, 'SPDXID') === undefined ? undefined : version
}

const isCycloneDx = (document: Json): boolean =>
  stringAt(document, 'bomFormat') === 'CycloneDX' &&
  /^1\.\d{1,2}$/.test(stringAt(document, 'specVersion') ?? '')
