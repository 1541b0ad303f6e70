import type { Clock } from '@ci-kit/core/clock'
import type { Log } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import type { ImageReference } from '@ci-kit/oci/reference'
import type { Registry } from '@ci-kit/oci/registry'
import type { ArtifactCache } from './artifact-cache.ts'

/** A database that is in the cache directory, where trivy reads it with `--skip-db-update`. */
export type Database = {
  /** Of the manifest that it was published with; '' for files without a manifest. */
  readonly manifestDigest: Digest | ''
  readonly updatedAt: Date
  /** Downloaded now, from the cache of GitHub Actions, left by an earlier step of the job, or the author's own. */
  readonly source: 'mirror' | 'cache' | 'job' | 'offline'
  /** The mirror that it came from at first, such as `ghcr.io/aquasecurity/trivy-db:2`, or the author's path. */
  readonly repository: string
}

export type JavaDatabaseRequest = {
  /** Trivy's `--cache-dir`, absolute. The database goes into `db` or `java-db` below it. */
  readonly cacheDir: string
  /** In the order of asking, at least one; see `parseDatabaseRepositories`. */
  readonly repositories: readonly ImageReference[]
  /** Absolute path of a database that the author brings, then nothing is asked over the network; '' for none. */
  readonly path: string
}

export type DatabaseRequest = JavaDatabaseRequest & {
  /** Milliseconds; undefined for no limit. */
  readonly maxAge: number | undefined
}

export type DatabasePorts = {
  /** Clients by host, with the credentials of the job. */
  registries(host: string): Registry
  readonly cache: ArtifactCache
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'debug' | 'notice' | 'warning'>
  readonly cancellation: AbortSignal
}
