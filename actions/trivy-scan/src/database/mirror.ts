import type { Digest } from '@ci-kit/oci/digest'
import { formatReference, type ImageReference } from '@ci-kit/oci/reference'
import type { Repository } from '@ci-kit/oci/registry'
import { databaseFromCache, databaseOf } from './cached.ts'
import type { Database, DatabasePorts, DatabaseRequest } from './database.ts'
import { download } from './download.ts'
import { DatabaseFault } from './fault.ts'
import { installLayout } from './install-layout.ts'
import { installed } from './installed.ts'
import type { DatabaseKind } from './kind.ts'
import { type Staging, withStaging } from './staging.ts'

/** How long one mirror may ask to wait while there are others. */
const NOT_THE_LAST = { attempts: 3, totalMs: 30_000 }

/**
 * The database that a mirror has now: asked by one HEAD, then taken from an
 * earlier step of the job, from the cache, or downloaded. Throws
 * `RegistryError` and {@link DatabaseFault}.
 */
export const databaseFromMirror = async (
  reference: ImageReference,
  isLast: boolean,
  request: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database> => {
  const whole = ports.registries(reference.registry).repository(reference.repository)
  const repository = isLast ? whole : whole.within(NOT_THE_LAST)
  const wanted = await publishedDigest(repository, reference, kind)
  const present = await installed(request.cacheDir, kind)
  if (present?.identity === wanted) return databaseOf(present, 'job')
  const name = formatReference(reference)
  return withStaging(request.cacheDir, kind, ports.clock.now(), async (staging) => {
    const { cacheDir } = request
    const key = `${kind.cachePrefix}${wanted}`
    const lookUp = { key, prefixes: [], cacheDir, repository: name }
    const cached = await databaseFromCache(lookUp, staging, kind, ports)
    if (cached !== undefined) return cached
    ports.log.info(`Downloading the ${kind.title} from ${name} (${wanted}).`)
    const artifact = await download(repository, wanted, staging.layout, kind, ports)
    const place = { cacheDir, repository: name }
    // What is saved is only read again, so both can go on at once; the folder goes when both are done.
    const [made] = await Promise.allSettled([
      installLayout(staging.layout, artifact, place, kind, ports),
      saved(key, staging, ports),
    ])
    if (made.status === 'rejected') throw made.reason
    return databaseOf(made.value, 'mirror')
  })
}

const publishedDigest = async (
  { manifests }: Repository,
  { tag, digest }: ImageReference,
  { schema }: DatabaseKind,
): Promise<Digest> => {
  const wanted = digest ?? tag ?? String(schema)
  const found = await manifests.head(wanted)
  if (found !== undefined) return found.digest
  throw new DatabaseFault(
    `404: there is no ${wanted}, or the repository is private and the job is not logged in`,
  )
}

const saved = async (key: string, staging: Staging, { cache }: DatabasePorts): Promise<void> => {
  if (staging.isCacheable) await cache.save(key, [staging.layout])
}
