import { visible } from '@ci-kit/core/log'
import type { Standing } from '../findings/assessed.ts'
import type { Finding, Scan, Subject } from '../findings/finding.ts'
import { packageKey } from '../findings/finding-key.ts'
import { everyPlatform, type Side, sideOf, surplus } from './surplus.ts'

/** What an artifact is compared with: a scanned image, or what was stored of an earlier scan. */
export type Baseline = {
  /** For people: `registry/name@sha256:…`, a path. */
  readonly name: string
  /** Those of all platforms, merged as the artifact's own are. */
  readonly findings: readonly Finding[]
  readonly scans: readonly Pick<Scan, 'platform' | 'packages'>[]
  /** Whether both were scanned with one database, so that nothing can have been published between. */
  readonly sameDatabase: boolean
}

/** How an artifact's findings stand to its baseline. */
export type Comparison = {
  /** Of each finding that was compared. */
  readonly standings: ReadonlyMap<Finding, Standing>
  /** What the baseline had and the artifact has no more, on the platforms where that is so. */
  readonly fixed: readonly Finding[]
}

/**
 * Compares platform by platform, so what is new on one platform is introduced,
 * and so is everything on a platform that the baseline does not have. When one
 * of the two tells no platforms, they are compared without. A finding that is
 * there more often than before is introduced as often as it is new.
 */
export const compare = (
  { scans }: Pick<Subject, 'scans'>,
  findings: readonly Finding[],
  baseline: Baseline,
): Comparison => {
  const byPlatform = everyPlatform([...scans, ...baseline.scans])
  const head = sideOf(findings, scans, byPlatform)
  const base = sideOf(baseline.findings, baseline.scans, byPlatform)
  const added = surplus(head, base)
  const gone = surplus(base, head)
  return {
    standings: new Map(
      findings.map((finding) => {
        const platforms = added.get(finding)
        const standing = platforms ? standingOf(finding, platforms, base, baseline) : 'existing'
        return [finding, standing]
      }),
    ),
    fixed: baseline.findings.flatMap((finding) =>
      fixedOf(finding, gone.get(finding), head, byPlatform),
    ),
  }
}

/** Newly published is only a vulnerability of a package that was there on each platform where it is new. */
const standingOf = (
  finding: Finding,
  platforms: readonly string[],
  base: Side,
  { sameDatabase }: Baseline,
): Standing => {
  if (sameDatabase || finding.kind !== 'vulnerability') return 'introduced'
  const key = packageKey(finding)
  const wasThere = platforms.every((platform) => base.packages.get(platform)?.has(key))
  return wasThere ? 'newly-published' : 'introduced'
}

/** A platform that the artifact does not have was not compared: nothing is fixed there. */
const fixedOf = (
  finding: Finding,
  platforms: readonly string[] | undefined,
  head: Side,
  byPlatform: boolean,
): readonly Finding[] => {
  const where = platforms?.filter((platform) => head.packages.has(platform)) ?? []
  if (where.length === 0) return []
  return [byPlatform ? { ...finding, platforms: where } : finding]
}

/** What people should know about a comparison, one sentence each. */
export const baselineWarnings = (
  { name, scans }: Pick<Subject, 'name' | 'scans'>,
  baseline: Baseline,
): readonly string[] => {
  const [head, base] = [visible(name, 200), `The baseline ${visible(baseline.name, 200)}`]
  const isBare = baseline.scans.every(({ packages }) => packages.length === 0)
  const isAsked = !baseline.sameDatabase && scans.some(({ packages }) => packages.length > 0)
  return [
    ...(isBare && isAsked
      ? [
          `${base} lists no packages, so what was published since counts as introduced by ${head}. Store the JSON report of this action, or trivy's with --list-all-pkgs.`,
        ]
      : []),
    ...missingPlatforms(scans, baseline).map(
      (platform) =>
        `${base} has no ${visible(platform, 60)}: all that ${head} has on it counts as introduced.`,
    ),
  ]
}

const missingPlatforms = (scans: Subject['scans'], baseline: Baseline): readonly string[] => {
  if (!everyPlatform([...scans, ...baseline.scans])) return []
  const known = sideOf([], baseline.scans, true).packages
  return [...sideOf([], scans, true).packages.keys()].filter((platform) => !known.has(platform))
}
