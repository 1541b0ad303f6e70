import type { Finding } from './finding.ts'
import { parseLicense, parseMisconfiguration, parseSecret } from './parse-result.ts'
import { type Place, parseVulnerability } from './parse-vulnerability.ts'
import { type At, nameIn, objectIn, textIn } from './report-json.ts'
import type { VexMark } from './vex-marks.ts'

/** A finding that trivy took out of its list, and why if VEX says that it does no harm. */
export type Modified = { readonly finding: Finding; readonly mark: VexMark | undefined }

/** Statuses of VEX that make a vulnerability count no more (trivy's pkg/vex). */
const HARMLESS = ['not_affected', 'fixed']

/**
 * One of `ExperimentalModifiedFindings`, which trivy writes with
 * `--show-suppressed`. What was taken out for any other reason than VEX (an
 * ignore file of trivy's own, a policy) is a finding like every other: this
 * action asked for none of those.
 */
export const parseModified = (at: At, place: Place): Modified[] => {
  const finding = parseByType(nameIn(at, 'Type'), objectIn(at, 'Finding'), place)
  if (finding === undefined) return []
  const status = textIn(at, 'Status')
  if (!HARMLESS.includes(status)) return [{ finding, mark: undefined }]
  const mark = { status, statement: textIn(at, 'Statement') }
  return [{ finding, mark }]
}

const parseByType = (type: string, at: At, place: Place): Finding | undefined => {
  switch (type) {
    case 'vulnerability':
      return parseVulnerability(at, place)
    case 'misconfiguration':
      return parseMisconfiguration(at, place)
    case 'secret':
      return parseSecret(at, place)
    case 'license':
      return parseLicense(at, place)
    default:
      throw at.unreadable(`a modified finding is of type '${type.slice(0, 60)}'.`)
  }
}
