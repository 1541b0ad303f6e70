/** A hole that exists for the demo only, so that what a scan finds depends on no day. */
export const ADVISORY = { id: 'CVE-2026-00000', severity: 'HIGH', package: 'glibc' } as const

/** Releases that the base images may be of, as vulnerability databases call them. */
const RELEASES = ['debian 11', 'debian 12', 'debian 13', 'ubuntu 22.04', 'ubuntu 24.04']

/** No version is that high, so each is affected. */
const NEVER_REACHED = '999'

type Pair = { readonly key: string; readonly value: unknown }
type Bucket = { readonly bucket: string; readonly pairs: readonly (Bucket | Pair)[] }

/** What `trivy-fixture-db` makes a database of; JSON is YAML. */
export const demoFixtures = (): string => {
  const { id, severity, package: name } = ADVISORY
  const affected = { key: id, value: { FixedVersion: NEVER_REACHED } }
  const buckets: readonly Bucket[] = [
    ...RELEASES.map((bucket) => ({ bucket, pairs: [{ bucket: name, pairs: [affected] }] })),
    {
      bucket: 'vulnerability',
      pairs: [
        {
          key: id,
          value: {
            Title: 'Made up for the demo',
            Description: 'No program has this hole. It stands for one that has just been found.',
            Severity: severity,
            VendorSeverity: { debian: 3, ubuntu: 3 },
          },
        },
      ],
    },
    {
      bucket: 'data-source',
      pairs: RELEASES.map((bucket) => ({
        key: bucket,
        value: { ID: bucket.split(' ')[0], Name: 'ci-kit demo', URL: 'https://example.com' },
      })),
    },
  ]
  return JSON.stringify(buckets)
}
