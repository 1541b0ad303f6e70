import { PREDICATE_TYPES } from '@ci-kit/attestation/predicate-types'
import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { PredicateDocument } from './claim.ts'
import { formatOf } from './known-format.ts'
import { cosignVulnDigests } from './named-digests.ts'
import { parsePredicate } from './predicate-json.ts'

const IN_TOTO = PREDICATE_TYPES.vulns[0]
/** sigstore/cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md */
const COSIGN = 'https://cosign.sigstore.dev/attestation/vuln/v1'

/**
 * What a scan found: in-toto's `vulns` of version 0.2 as trivy-scan writes it,
 * or trivy's `cosign-vuln`. Throws {@link UserError} that names any other format.
 */
export const parseVulns = (bytes: Uint8Array, source: string): PredicateDocument => {
  const predicate = parsePredicate(bytes, source)
  const scanner = objectAt(predicate, 'scanner')
  const metadata = objectAt(predicate, 'metadata')
  const isScan =
    stringAt(scanner, 'uri') !== undefined &&
    stringAt(metadata, 'scanStartedOn') !== undefined &&
    stringAt(metadata, 'scanFinishedOn') !== undefined
  if (isScan && isInToto(scanner))
    return { kind: 'vulns', predicateType: IN_TOTO, predicate, namedDigests: [] }
  if (isScan && objectAt(predicate, 'invocation') !== undefined && objectAt(scanner, 'result'))
    return {
      kind: 'vulns',
      predicateType: COSIGN,
      predicate,
      namedDigests: cosignVulnDigests(predicate),
    }
  throw new UserError(
    `${source} is no scan that can be attested: it is ${scanner ? 'a vulns predicate of which parts are missing' : (formatOf(predicate) ?? 'JSON of an unknown kind')}. Scans are in-toto's vulns 0.2 (trivy-scan: 'formats: vulns') or trivy's cosign-vuln, with scanner.uri, scanner.result, metadata.scanStartedOn and metadata.scanFinishedOn.`,
  )
}

/** in-toto/attestation, spec/predicates/vulns_02.md */
const isInToto = (scanner: Json | undefined): boolean => {
  const result: unknown = scanner?.result
  return (
    Array.isArray(result) &&
    result.every((each) => isObject(each) && stringAt(each, 'id') !== undefined)
  )
}
