import type { Suppression } from '../findings/assessed.ts'
import type { Finding } from '../findings/finding.ts'
import type { IgnoreEntry } from './ignore-entry.ts'
import { licenseExpression, licenseNames } from './license-expression.ts'

/** The entries of the ignore files, by what they hold for. */
export type IgnoreIndex = {
  /** All entries that hold for a finding; none when it counts. */
  matching(finding: Finding): readonly IgnoreEntry[]
}

/** Ids are compared in any case; a vulnerability may be named by any of its names. */
export const ignoreIndex = (entries: readonly IgnoreEntry[]): IgnoreIndex => {
  const byId = Map.groupBy(entries, ({ kind, id }) => indexKey(kind, id))
  const named = (finding: Finding, ids: readonly string[]) =>
    ids
      .flatMap((id) => byId.get(indexKey(finding.kind, id)) ?? [])
      .filter((entry) => isAt(entry, finding))
  return {
    matching: (finding) => {
      const whole = named(finding, idsOf(finding))
      if (whole.length > 0 || finding.kind !== 'license') return whole
      return inAllParts(finding.id, (id) => named(finding, [id]))
    },
  }
}

/** What the entries that hold for a finding say of it, undefined without any. */
export const suppressionOf = (matching: readonly IgnoreEntry[]): Suppression | undefined => {
  const [entry] = matching
  if (entry === undefined) return undefined
  const { statement, owner, expires } = entry
  return { by: 'ignore-file', reason: statement, owner, expires }
}

/** Entries that hold for none of the findings, in their order. */
export const unmatchedEntries = (
  entries: readonly IgnoreEntry[],
  findings: readonly Finding[],
): readonly IgnoreEntry[] => {
  const { matching } = ignoreIndex(entries)
  const matched = new Set(findings.flatMap(matching))
  return entries.filter((entry) => !matched.has(entry))
}

const indexKey = (kind: string, id: string): string => `${kind} ${id.toLowerCase()}`

/** Trivy knows a misconfiguration by `DS-0002` and by `AVD-DS-0002` (pkg/result/ignore.go). */
const idsOf = (finding: Finding): readonly string[] => {
  const { kind, id } = finding
  const others = kind === 'vulnerability' ? finding.aliases : []
  return [...new Set([id, ...others, ...(kind === 'misconfiguration' ? [`AVD-${id}`] : [])])]
}

/** A licence of several is ignored when each is, as trivy does it; the entry that expires first speaks for all. */
const inAllParts = (
  license: string,
  named: (id: string) => readonly IgnoreEntry[],
): readonly IgnoreEntry[] => {
  const expression = licenseExpression(license)
  const parts = expression === undefined ? [] : licenseNames(expression).map(named)
  if (parts.some((part) => part.length === 0)) return []
  const entries = [...new Set(parts.flat())]
  return entries.sort((one, other) => (one.expires < other.expires ? -1 : 1))
}

const isAt = ({ paths, purls }: IgnoreEntry, finding: Finding): boolean =>
  (paths.length === 0 ||
    placesOf(finding).some((place) => paths.some((one) => one.matches(place)))) &&
  (purls.length === 0 ||
    (finding.kind === 'vulnerability' && purls.some((one) => one.matches(finding.purl))))

const placesOf = (finding: Finding): readonly string[] => {
  const own = finding.kind === 'vulnerability' ? finding.packagePath : finding.file
  return [finding.target, own].filter((place) => place !== '')
}
