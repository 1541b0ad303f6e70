import type { Finding } from './finding.ts'
import { findingIdentity } from './merge-platforms.ts'
import type { ParsedReport } from './parse-report.ts'

/** Why trivy suppressed a finding by VEX. All texts come from the VEX document. */
export type VexMark = {
  /** `not_affected` or `fixed`. */
  readonly status: string
  /** OpenVEX's justification, such as `vulnerable_code_not_present`; '' when none is given. */
  readonly statement: string
}

/**
 * The marks of merged findings. A finding is marked only when VEX suppresses it
 * on every platform that has it: what counts on one counts.
 */
export const mergedVexMarks = (
  merged: readonly Finding[],
  reports: readonly Pick<ParsedReport, 'scan' | 'vexMarks'>[],
): ReadonlyMap<Finding, VexMark> => {
  const seen = reports.flatMap(({ scan, vexMarks }) =>
    scan.findings.map((finding) => [findingIdentity(finding), vexMarks.get(finding)] as const),
  )
  const marks = Map.groupBy(seen, ([identity]) => identity)
  return new Map(
    merged.flatMap((finding) => {
      const ofIt = marks.get(findingIdentity(finding))?.map(([, mark]) => mark) ?? []
      const [first] = ofIt
      return first === undefined || ofIt.includes(undefined) ? [] : [[finding, first] as const]
    }),
  )
}
