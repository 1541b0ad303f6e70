import { rm } from 'node:fs/promises'
import { visible } from '@ci-kit/core/log'
import type { Database, DatabasePorts } from './database.ts'
import { DatabaseFault } from './fault.ts'
import { installLayout } from './install-layout.ts'
import type { DatabaseKind } from './kind.ts'
import { readLayout } from './layout.ts'
import type { Staging } from './staging.ts'

/** What is looked for: the database of one manifest, or the newest there is. */
export type Wanted = {
  readonly key: string
  readonly prefixes: readonly string[]
  readonly cacheDir: string
  /** What to call its source. */
  readonly repository: string
}

/**
 * Installs a database from the cache, verified as if it came from a registry:
 * its key names the digest of its manifest, and the manifest that of its
 * layer. Undefined when there is none; one that is damaged is told and counts
 * as none.
 */
export const databaseFromCache = async (
  { key, prefixes, cacheDir, repository }: Wanted,
  { layout, isCacheable }: Staging,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database | undefined> => {
  if (!isCacheable) {
    ports.log.debug(`Another step works with the ${kind.title}, so the cache is not used here.`)
    return undefined
  }
  const found = await ports.cache.restore(key, prefixes, [layout])
  if (found === undefined) return undefined
  try {
    const artifact = await readLayout(layout, kind)
    const named = `${kind.cachePrefix}${artifact.manifestDigest}`
    if (named !== found) throw new DatabaseFault(`it holds the manifest ${artifact.manifestDigest}`)
    const made = await installLayout(layout, artifact, { cacheDir, repository }, kind, ports)
    return databaseOf(made, 'cache')
  } catch (thrown) {
    if (!(thrown instanceof DatabaseFault)) throw thrown
    const entry = visible(found, 200)
    ports.log.notice(
      `The ${kind.title} in the cache (${entry}) is damaged and not used: ${thrown.message}. Delete that cache entry to have it saved again.`,
    )
    await rm(layout, { recursive: true, force: true })
    return undefined
  }
}

/** Without what only this folder needs to know. */
export const databaseOf = (
  made: Omit<Database, 'source'>,
  source: Database['source'],
): Database => ({
  manifestDigest: made.manifestDigest,
  updatedAt: made.updatedAt,
  source,
  repository: made.repository,
})
