import { flag, type InputReader, lines, optionalText, text } from '@ci-kit/core/inputs'
import type { FindingKind, Severity } from '../findings/finding.ts'
import { parseFailOn } from '../policy/fail-on.ts'
import type { FailOn } from '../policy/fail-on-term.ts'
import { type LicenseDeny, parseLicenseDeny } from '../policy/license-deny.ts'
import { parseReportSeverity } from '../policy/report-severity.ts'
import type { Scanner } from '../trivy/scan-request.ts'

export type GateInputs = {
  readonly failOn: FailOn
  readonly reportSeverity: Severity
  readonly ignoreUnfixed: boolean
  readonly licenseDeny: LicenseDeny
  readonly ignoreFiles: readonly string[]
  /** '' for none. */
  readonly kevFile: string
  readonly epssFile: string
}

const KINDS: Readonly<Record<Scanner, FindingKind>> = {
  vuln: 'vulnerability',
  secret: 'secret',
  misconfig: 'misconfiguration',
  license: 'license',
}

/** Reads what fails the step, and what is reported. `scanners`: what is looked for at all. */
export const gate = (from: InputReader, scanners: readonly Scanner[]): GateInputs => {
  const kevFile = optionalText(from, 'kev-file')
  const epssFile = optionalText(from, 'epss-file')
  const kinds = scanners.map((scanner) => KINDS[scanner])
  const given = { kevFile: kevFile !== '', epssFile: epssFile !== '', kinds }
  return {
    failOn: parseFailOn(text(from, 'fail-on'), given),
    reportSeverity: parseReportSeverity(from.read('report-severity')),
    ignoreUnfixed: flag(from, 'ignore-unfixed'),
    licenseDeny: parseLicenseDeny(from.read('license-deny'), kinds),
    ignoreFiles: lines(from, 'ignore-files'),
    kevFile,
    epssFile,
  }
}
