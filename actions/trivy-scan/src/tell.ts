import { counted } from '@ci-kit/core/amounts'
import { type Log, visible } from '@ci-kit/core/log'
import type { Result } from './artifact/result.ts'
import type { GateInputs } from './inputs/gate.ts'
import { baselineWarnings } from './policy/baseline.ts'
import { withoutScore } from './policy/epss.ts'
import type { IgnoreEntry } from './policy/ignore-entry.ts'
import { unmatchedNotice } from './policy/ignore-file.ts'
import { unmatchedEntries } from './policy/ignored.ts'
import { packagesWithoutLicense } from './policy/license-deny.ts'
import type { Policy } from './policy-files.ts'

/** Says what makes the results less than they seem. */
export const tellDoubts = (results: readonly Result[], log: Log): void => {
  for (const { scanned, subject, sarif } of results) {
    for (const note of scanned.notes) log.warning(`${visible(subject.name, 200)}: ${note}`)
    if (scanned.baseline !== undefined)
      for (const warning of baselineWarnings(subject, scanned.baseline)) log.warning(warning)
    for (const note of sarif.flatMap(({ notes }) => notes)) log.notice(note)
  }
}

/** Says what the gate cannot see, where it was asked to look for it. */
export const tellBlindSpots = (
  results: readonly Result[],
  { failOn, licenseDeny }: GateInputs,
  { epss }: Policy['rules'],
  log: Pick<Log, 'notice'>,
): void => {
  const findings = results.flatMap(({ subject }) => subject.findings.map(({ finding }) => finding))
  if (epss !== undefined && failOn.terms.some((term) => term.epss !== undefined)) {
    const unknown = withoutScore(epss, findings)
    if (unknown > 0)
      log.notice(
        `The list of EPSS scores has none for ${counted(unknown, 'vulnerability', 'vulnerabilities')}, so no 'epss' in 'fail-on' holds for them.`,
      )
  }
  if (!licenseDeny.isEmpty && failOn.terms.length === 0)
    log.notice("Input 'license-deny' only shows what is denied, because 'fail-on' is 'none'.")
  if (!licenseDeny.isEmpty) {
    const silent = packagesWithoutLicense(results.flatMap(({ subject }) => subject.scans))
    if (silent > 0)
      log.notice(
        `${counted(silent, 'package')} told no licence, so 'license-deny' does not hold for them.`,
      )
  }
}

/** Says which entries of the ignore files nobody needs any more. */
export const tellUnmatched = (
  entries: readonly IgnoreEntry[],
  results: readonly Result[],
  log: Pick<Log, 'notice'>,
): void => {
  const findings = results.flatMap(({ subject }) => subject.findings.map(({ finding }) => finding))
  for (const entry of unmatchedEntries(entries, findings))
    log.notice(unmatchedNotice(entry), { file: entry.file, line: entry.line })
}
