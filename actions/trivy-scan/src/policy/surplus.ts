import type { Finding, Scan } from '../findings/finding.ts'
import { findingKey, packageKey } from '../findings/finding-key.ts'

/** One of the two artifacts that are compared. */
export type Side = {
  /** Each finding with the platforms that have it. */
  readonly findings: ReadonlyMap<Finding, readonly string[]>
  /** The keys of the packages of each platform. */
  readonly packages: ReadonlyMap<string, ReadonlySet<string>>
}

type Scanned = Pick<Scan, 'platform' | 'packages'>

/** Whether all scans tell their platform, so that they can be compared one by one. */
export const everyPlatform = (scans: readonly Pick<Scan, 'platform'>[]): boolean =>
  scans.every(({ platform }) => platform !== '')

/** One side; without platforms, all are one that has no name. */
export const sideOf = (
  findings: readonly Finding[],
  scans: readonly Scanned[],
  byPlatform: boolean,
): Side => {
  const nameOf = (platform: string) => (byPlatform ? plainPlatform(platform) : '')
  const packages = new Map<string, Set<string>>()
  for (const scan of scans) {
    const name = nameOf(scan.platform)
    const keys = packages.get(name) ?? new Set()
    for (const one of scan.packages) keys.add(packageKey(one))
    packages.set(name, keys)
  }
  // Nothing may fall out of the comparison: what is compared nowhere would count as existing.
  const everywhere = packages.size === 0 ? [''] : [...packages.keys()]
  const platformsOf = ({ platforms }: Finding) =>
    byPlatform && platforms.length > 0 ? [...new Set(platforms.map(nameOf))] : everywhere
  return { findings: new Map(findings.map((one) => [one, platformsOf(one)])), packages }
}

/** The variants that every machine of the architecture has may be left out (containerd, platforms/database.go). */
const plainPlatform = (platform: string): string =>
  platform.replace(/\/(arm64\/v8|amd64\/v1)$/, (variant) => variant.slice(0, 6))

/**
 * The findings that one side has beyond the other, with the platforms where
 * that is so. One key can be there several times: those whose package is on
 * both sides are taken for the same first.
 */
export const surplus = (of: Side, against: Side): ReadonlyMap<Finding, readonly string[]> => {
  const counts = new Map<string, number>()
  for (const { key } of places(against)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const beyond = new Map<Finding, string[]>()
  const { yes = [], no = [] } = Object.groupBy(places(of), ({ finding, platform }) =>
    hasPackage(against, platform, finding) ? 'yes' : 'no',
  )
  for (const { finding, platform, key } of [...yes, ...no]) {
    const left = counts.get(key) ?? 0
    if (left > 0) counts.set(key, left - 1)
    else beyond.set(finding, [...(beyond.get(finding) ?? []), platform])
  }
  return beyond
}

type Place = { readonly finding: Finding; readonly platform: string; readonly key: string }

/** Every finding, once for each of its platforms. */
const places = ({ findings }: Side): readonly Place[] =>
  [...findings].flatMap(([finding, platforms]) => {
    const key = findingKey(finding)
    return platforms.map((platform) => ({ finding, platform, key: `${platform} ${key}` }))
  })

const hasPackage = ({ packages }: Side, platform: string, finding: Finding): boolean =>
  finding.kind === 'vulnerability' && packages.get(platform)?.has(packageKey(finding)) === true
