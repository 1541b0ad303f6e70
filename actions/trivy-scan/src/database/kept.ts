import { databaseFromCache, databaseOf } from './cached.ts'
import type { Database, DatabasePorts, DatabaseRequest } from './database.ts'
import { installed } from './installed.ts'
import type { DatabaseKind } from './kind.ts'
import { tooOld } from './limit.ts'
import { withStaging } from './staging.ts'

/** As long as a database of an earlier step counts as the newest there is. */
const FRESH_MS = 24 * 60 * 60_000

/**
 * A database from before, for when no mirror has one: what an earlier step of
 * the job has left when it is fresh, else the newest of the cache, else what
 * was left. Undefined when there is none, a sentence when it is too old for
 * `maxAge`.
 */
export const keptDatabase = async (
  request: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database | string | undefined> => {
  const { cacheDir, maxAge } = request
  const now = ports.clock.now()
  const present = await installed(cacheDir, kind)
  // What was brought as a file is an answer only where it was asked for.
  const left = present?.manifestDigest ? databaseOf(present, 'job') : undefined
  const limit = Math.min(FRESH_MS, maxAge ?? FRESH_MS)
  if (left !== undefined && tooOld(left.updatedAt, limit, now) === undefined) return left
  const kept = (await newestInCache(request, kind, ports)) ?? left
  const fault = kept && tooOld(kept.updatedAt, maxAge, now)
  if (kept === undefined || fault === undefined) return kept
  return `The one that was kept from earlier: ${fault}.`
}

const newestInCache = (
  { cacheDir }: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database | undefined> =>
  withStaging(cacheDir, kind, ports.clock.now(), (staging) => {
    const key = kind.cachePrefix
    const wanted = { key, prefixes: [key], cacheDir, repository: 'the cache of an earlier run' }
    return databaseFromCache(wanted, staging, kind, ports)
  })
