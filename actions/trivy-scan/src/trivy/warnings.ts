import { counted, limited } from '@ci-kit/core/amounts'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { ScanSettings, ScanSubject } from './scan-request.ts'
import { type LogEntry, worthReading } from './trivy-log.ts'

const MOST = 10
const LONGEST = 300

/**
 * What makes a report less than it seems, for people: no operating system or
 * one that trivy does not know, files that it could not read, findings that a
 * comment hides, or nothing in it that it checks at all. Trivy ends well in all
 * these cases.
 */
export const scanWarnings = (
  entries: readonly LogEntry[],
  report: Json,
  kind: ScanSubject['kind'],
  settings: ScanSettings,
): readonly string[] => {
  const logged = worthReading(entries)
    .filter(({ level }) => level === 'WARN' || level === 'ERROR')
    .filter(({ text }) => !SAID_OTHERWISE.some((pattern) => pattern.test(text)))
    .map(({ text }) => explained(text))
  const all = [...new Set([...gaps(report, kind, settings), ...hidden(entries), ...logged])]
  const more = all.length - MOST
  return more > 0
    ? [...all.slice(0, MOST), `trivy gave ${more} more warnings; they are in its log.`]
    : all
}

/** Nothing switches that off, and only Terraform and CloudFormation are logged (pkg/iac/scan/result.go). */
const HIDDEN = /^\[[^\]]{1,60}\] Ignore finding\b.{0,300}\brange="([^"]{1,300})"/
const MOST_PLACES = 5

const hidden = (entries: readonly LogEntry[]): readonly string[] => {
  const places = entries.flatMap(({ text }) => HIDDEN.exec(text)?.[1] ?? [])
  if (places.length === 0) return []
  const shown = limited([...new Set(places)], MOST_PLACES)
  return [
    `Comments (trivy:ignore) in the scanned files hide ${counted(places.length, 'misconfiguration')}, in ${visible(shown, LONGEST)}. Use 'ignore-files' instead, where each entry has an owner and an end.`,
  ]
}

const NO_SYSTEM_PACKAGE = /^No OS package is detected/

const SAID_OTHERWISE: readonly RegExp[] = [
  // The report says so itself, as `EOSL` of the operating system.
  /^This OS version is no longer supported|^The vulnerability detection may be insufficient/,
  // The second line of NO_SYSTEM_PACKAGE.
  /^e\.g\. files under /,
  // An image from scratch has no system whose packages could be missing.
  /^Unsupported os\b.*\bfamily="?none\b/is,
]

const explained = (text: string): string => {
  const [, unknown] = /^Unsupported os\b(.*)$/is.exec(text) ?? []
  if (unknown !== undefined)
    return `trivy does not support this operating system (${visible(unknown.trim(), LONGEST)}): its packages were not checked.`
  const [, version] = /^This OS version is not on the EOL list(.*)$/s.exec(text) ?? []
  if (version !== undefined)
    return `trivy does not know this version of the operating system (${visible(version.trim(), LONGEST)}): vulnerabilities of its packages may be missing.`
  if (NO_SYSTEM_PACKAGE.test(text))
    return 'trivy found no package of the operating system. If the image deletes the files that list them, none of them was checked.'
  return `trivy: ${visible(text, LONGEST)}`
}

const gaps = (
  report: Json,
  kind: ScanSubject['kind'],
  { scanners, packageTypes }: ScanSettings,
): readonly string[] => {
  if (kind === 'config')
    return isEmpty(report) ? ['No file was found in it that is checked for misconfigurations.'] : []
  if (!scanners.includes('vuln')) return []
  if (!hasPackages(report))
    return ['No package was found in it, so there is nothing whose vulnerabilities could be known.']
  const system = stringAt(objectAt(objectAt(report, 'Metadata'), 'OS'), 'Family')
  if (kind === 'fs' || kind === 'sbom' || system !== undefined || !packageTypes.includes('os'))
    return []
  return ['No operating system was recognised in it: only packages of languages were checked.']
}

const isEmpty = ({ Results: results }: Json): boolean =>
  !Array.isArray(results) || results.length === 0

const hasPackages = ({ Results: results }: Json): boolean =>
  Array.isArray(results) &&
  results.some(
    (result) => isObject(result) && Array.isArray(result.Packages) && result.Packages.length > 0,
  )
