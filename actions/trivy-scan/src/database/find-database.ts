import { isSystemError, messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { isInFuture, updatedText } from './age.ts'
import type { Database, DatabasePorts, DatabaseRequest, JavaDatabaseRequest } from './database.ts'
import { type DatabaseKind, JAVA_DATABASE, VULNERABILITY_DATABASE } from './kind.ts'
import { databaseFromMirrors } from './mirrors.ts'
import { databaseFromPath } from './offline.ts'

/**
 * Puts trivy's vulnerability database into `<cacheDir>/db`: the author's own
 * when `path` is set, else that of the first mirror that has a good one. Throws
 * a {@link UserError} when there is none, or none that is young enough.
 */
export const vulnerabilityDatabase = (
  request: DatabaseRequest,
  ports: DatabasePorts,
): Promise<Database> => found(request, VULNERABILITY_DATABASE, ports)

/**
 * The same for the database that names jars by their hash, in
 * `<cacheDir>/java-db`. It says nothing about vulnerabilities and is published
 * less often, so no age is too much for it.
 */
export const javaDatabase = (
  request: JavaDatabaseRequest,
  ports: DatabasePorts,
): Promise<Database> => found({ ...request, maxAge: undefined }, JAVA_DATABASE, ports)

const found = async (
  request: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database> => {
  try {
    const find = request.path === '' ? databaseFromMirrors : databaseFromPath
    const database = await find(request, kind, ports)
    tell(database, kind, ports)
    return database
  } catch (thrown) {
    ports.cancellation.throwIfAborted()
    throw explained(thrown, request, kind)
  }
}

const SOURCES = {
  mirror: 'from',
  cache: 'from the cache, by',
  job: 'left by an earlier step, from',
  offline: 'from',
} as const

const tell = (
  { updatedAt, source, repository, manifestDigest }: Database,
  { title }: DatabaseKind,
  { log, clock }: DatabasePorts,
): void => {
  const now = clock.now()
  const digest = manifestDigest === '' ? '' : `, ${manifestDigest}`
  const updated = updatedText(updatedAt, now)
  log.info(`The ${title}: ${updated}, ${SOURCES[source]} ${visible(repository, 300)}${digest}.`)
  if (isInFuture(updatedAt, now))
    log.warning(`The ${title} was ${updated}. Check the clock of the runner.`)
}

/** Errors of the disk are nobody's bug and no mirror's fault. */
const explained = (thrown: unknown, { cacheDir }: DatabaseRequest, kind: DatabaseKind): unknown => {
  if (thrown instanceof UserError || !isSystemError(thrown)) return thrown
  const todo = ['ENOSPC', 'EDQUOT'].includes(systemCode(thrown) ?? '')
    ? `Free some space: it needs about ${kind.limits.unpacked > 4 * 1024 ** 3 ? 3 : 1} GB.`
    : "Check that the job may read and write there, or set input 'cache-dir' to another folder."
  return new UserError(
    `The ${kind.title} could not be put into '${visible(cacheDir, 300)}': ${visible(messageOf(thrown), 300)}. ${todo}`,
  )
}
