import { isFixable } from '../policy/unfixed.ts'
import type { Finding, Scan } from './finding.ts'
import { findingKey, packageKey } from './finding-key.ts'
import { worstFirst } from './severity.ts'

/**
 * Who a finding is within one build of an artifact: two versions of a package,
 * or one rule at two lines, are two findings, and the same on two platforms is one.
 */
export const findingIdentity = (finding: Finding): string =>
  JSON.stringify([findingKey(finding), ...within(finding)])

const within = (finding: Finding): readonly (string | number)[] => {
  switch (finding.kind) {
    case 'vulnerability':
      return [packageKey(finding)]
    case 'misconfiguration':
    case 'secret':
      return [finding.startLine, finding.endLine]
    case 'license':
      return []
  }
}

/**
 * The findings of all platforms, each once, with the platforms that have it in
 * order of their names. Where platforms differ, all is taken from the worst of
 * them, but for a fix, which counts when any of them has one: a gate on what is
 * fixable must not let it pass. Ordered worst first, the same for every order
 * of scans.
 */
export const mergeScans = (scans: readonly Pick<Scan, 'findings'>[]): Finding[] => {
  const all = scans.flatMap(({ findings }) => findings).toSorted(worstFirst)
  const merged = [...Map.groupBy(all, findingIdentity).values()].flatMap(([worst, ...others]) =>
    worst === undefined
      ? []
      : [{ ...withFixOf(worst, others), platforms: platformsOf([worst, ...others]) }],
  )
  return merged.toSorted(worstFirst)
}

const withFixOf = (worst: Finding, others: readonly Finding[]): Finding => {
  if (worst.kind !== 'vulnerability' || worst.fixedVersion !== '') return worst
  const all = others.filter((one) => one.kind === 'vulnerability').filter(isFixable)
  const fixed = all.find(({ fixedVersion }) => fixedVersion !== '') ?? all[0]
  if (fixed === undefined) return worst
  return { ...worst, fixedVersion: fixed.fixedVersion, status: fixed.status }
}

const platformsOf = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.flatMap(({ platforms }) => platforms))].toSorted()
