import { UserError } from '@ci-kit/core/errors'
import { choice, type InputReader, lines, optionalText } from '@ci-kit/core/inputs'
import { parsePredicateType } from '../predicates/custom.ts'
import type { ScanResultOptions } from '../predicates/scan-results.ts'

/** What is said of the subjects, as the workflow names it. Paths are relative to the workspace. */
export type Said = {
  readonly provenance: boolean
  /** The list itself in JSON, or the path of a file with it; '' for none. */
  readonly scanResults: string
  readonly sbomFormats: ScanResultOptions['sbomFormats']
  /** Lines: a path, or `platform=path`. */
  readonly sboms: readonly string[]
  readonly scans: readonly string[]
  readonly openvex: string
  readonly custom: CustomPredicate | undefined
}

/** A predicate of a type that this action does not know; one of text and path is ''. */
export type CustomPredicate = {
  readonly type: string
  readonly text: string
  readonly path: string
}

const SBOM_FORMATS = ['auto', 'spdx', 'cyclonedx', 'all', 'none'] as const

/** Reads what is to be signed. Throws {@link UserError} for inputs that contradict each other, and when nothing is left to sign. */
export const said = (from: InputReader): Said => {
  const wanted = choice(from, 'provenance', ['auto', 'true', 'false'])
  const others = {
    scanResults: optionalText(from, 'scan-results'),
    sbomFormats: sbomFormats(from),
    sboms: lines(from, 'sbom-path'),
    scans: lines(from, 'vulns-path'),
    openvex: optionalText(from, 'openvex-path'),
    custom: custom(from),
  }
  const { scanResults, sboms, scans, openvex } = others
  const alone =
    [scanResults, openvex].every((text) => text === '') &&
    sboms.length + scans.length === 0 &&
    others.custom === undefined
  if (alone && wanted === 'false')
    throw new UserError(
      "Input 'provenance' is 'false', and no other statement is asked for, so there is nothing to sign. Remove it, or add 'scan-results', 'sbom-path', 'vulns-path', 'openvex-path' or 'predicate-type'.",
    )
  return { provenance: wanted === 'true' || (wanted === 'auto' && alone), ...others }
}

const sbomFormats = (from: InputReader): Said['sbomFormats'] => {
  const word = choice(from, 'sbom-format', SBOM_FORMATS)
  if (word === 'auto') return 'auto'
  if (word === 'none') return []
  return word === 'all' ? ['spdx', 'cyclonedx'] : [word]
}

const custom = (from: InputReader): CustomPredicate | undefined => {
  const type = optionalText(from, 'predicate-type')
  const text = optionalText(from, 'predicate')
  const path = optionalText(from, 'predicate-path')
  if (type === '' && text === '' && path === '') return undefined
  if (type === '')
    throw new UserError(
      `Input '${text === '' ? 'predicate-path' : 'predicate'}' is set, and 'predicate-type' is not. Add the URI of its type, such as 'predicate-type: https://example.com/review/v1'.`,
    )
  if ((text === '') === (path === ''))
    throw new UserError(
      text === ''
        ? "Input 'predicate-type' is set, and neither 'predicate' nor 'predicate-path' is. Add one of them."
        : "Inputs 'predicate' and 'predicate-path' are both set. Use one of them.",
    )
  return { type: parsePredicateType(type), text, path }
}
