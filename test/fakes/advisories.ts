import type { Severity } from '@ci-kit/trivy-scan/findings/finding'

/** One entry of a vulnerability database: a package with a hole. */
export type Advisory = {
  readonly id: string
  readonly severity: Severity
  readonly package: string
  /** The first version without it; no fix when left out. */
  readonly fixed?: string
  /** Whose packages: Alpine 3.20 when left out. */
  readonly ecosystem?: Ecosystem
  readonly title?: string
  readonly description?: string
  /** CVSS 3 base score of the NVD. */
  readonly score?: number
}

export type Ecosystem = 'alpine' | 'npm' | 'pip' | 'maven'

type Source = {
  readonly bucket: string
  readonly id: string
  readonly name: string
  readonly url: string
}

const ghsa = (ecosystem: string): Source => {
  const name = `GitHub Security Advisory ${ecosystem}`
  const url = `https://github.com/advisories?query=ecosystem%3A${ecosystem}`
  return { bucket: `${ecosystem}::${name}`, id: 'ghsa', name, url }
}

/** Buckets of the database, with the source that it names in findings. */
const SOURCES: Readonly<Record<Ecosystem, Source>> = {
  alpine: {
    bucket: 'alpine 3.20',
    id: 'alpine',
    name: 'Alpine Secdb',
    url: 'https://secdb.alpinelinux.org/',
  },
  npm: ghsa('npm'),
  pip: ghsa('pip'),
  maven: ghsa('maven'),
}

/** Trivy's numbers for severities (trivy-db, pkg/types). */
const NUMBERS = { UNKNOWN: 0, LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 } as const

type Pair = { readonly key: string; readonly value: unknown }
type Bucket = { readonly bucket: string; readonly pairs: readonly (Bucket | Pair)[] }

/** The fixtures that `trivy-fixture-db` reads. JSON is YAML. */
export const fixturesOf = (advisories: readonly Advisory[]): string => {
  const buckets: readonly Bucket[] = [
    ...advisories.map(packageBucket),
    { bucket: 'vulnerability', pairs: advisories.map(vulnerability) },
    {
      bucket: 'data-source',
      pairs: Object.values(SOURCES).map(({ bucket, id, name, url }) => ({
        key: bucket,
        value: { ID: id, Name: name, URL: url },
      })),
    },
  ]
  return JSON.stringify(buckets)
}

const packageBucket = (advisory: Advisory): Bucket => ({
  bucket: SOURCES[advisory.ecosystem ?? 'alpine'].bucket,
  pairs: [{ bucket: advisory.package, pairs: [{ key: advisory.id, value: versions(advisory) }] }],
})

/** Distributions name the fix, language ecosystems name ranges. */
const versions = ({ ecosystem = 'alpine', fixed }: Advisory) => {
  if (ecosystem === 'alpine') return { FixedVersion: fixed ?? '' }
  if (fixed === undefined) return { VulnerableVersions: ['>=0'] }
  return { PatchedVersions: [fixed], VulnerableVersions: [`<${fixed}`] }
}

const vulnerability = ({ id, severity, title, description, score }: Advisory): Pair => ({
  key: id,
  value: {
    Title: title ?? `Hole ${id}`,
    Description: description ?? `What ${id} lets an attacker do.`,
    Severity: severity,
    VendorSeverity: { nvd: NUMBERS[severity], ghsa: NUMBERS[severity] },
    ...(score !== undefined && {
      CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: score } },
    }),
    References: [`https://nvd.nist.gov/vuln/detail/${id}`],
    PublishedDate: '2026-02-03T04:05:06Z',
    LastModifiedDate: '2026-03-04T05:06:07Z',
  },
})
