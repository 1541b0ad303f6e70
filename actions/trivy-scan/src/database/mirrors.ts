import { UserError } from '@ci-kit/core/errors'
import { formatReference, type ImageReference } from '@ci-kit/oci/reference'
import { updatedText } from './age.ts'
import type { Database, DatabasePorts, DatabaseRequest } from './database.ts'
import { DatabaseFault } from './fault.ts'
import { keptDatabase } from './kept.ts'
import type { DatabaseKind } from './kind.ts'
import { tooOld } from './limit.ts'
import { databaseFromMirror } from './mirror.ts'

/**
 * The database of the first mirror that has a good one. Any failure of a
 * mirror leads to the next. When all have failed, one that was kept from
 * earlier is used with a warning; without one, throws a {@link UserError} that
 * lists every mirror with its reason.
 */
export const databaseFromMirrors = async (
  request: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database> => {
  const failures: string[] = []
  for (const [index, reference] of request.repositories.entries()) {
    const isLast = index === request.repositories.length - 1
    const answer = await tried(reference, isLast, request, kind, ports)
    if (typeof answer !== 'string') return answer
    const failure = `${formatReference(reference)}: ${answer}`
    failures.push(failure)
    if (!isLast) ports.log.notice(`The ${kind.title} is asked of the next mirror. ${failure}`)
  }
  const kept = await keptDatabase(request, kind, ports)
  // A database of a mirror that is too old was kept just now, and is no second one.
  if (typeof kept === 'string')
    throw new UserError(allFailed(kind, failures.some(isTooOld) ? failures : [...failures, kept]))
  if (kept === undefined) throw new UserError(allFailed(kind, failures))
  const { updatedAt, source } = kept
  const from = source === 'job' ? 'an earlier step' : 'an earlier run'
  ports.log.warning(
    `No mirror of the ${kind.title} could be used, so the one of ${from} is, ${updatedText(updatedAt, ports.clock.now())}:\n${listed(failures)}`,
  )
  return kept
}

/** The database, or why there is none. */
const tried = async (
  reference: ImageReference,
  isLast: boolean,
  request: DatabaseRequest,
  kind: DatabaseKind,
  ports: DatabasePorts,
): Promise<Database | string> => {
  try {
    const found = await databaseFromMirror(reference, isLast, request, kind, ports)
    const fault = tooOld(found.updatedAt, request.maxAge, ports.clock.now())
    if (fault !== undefined) throw new DatabaseFault(fault)
    return found
  } catch (thrown) {
    ports.cancellation.throwIfAborted()
    if (thrown instanceof UserError) return `${thrown.message.replace(/\.+$/, '')}.`
    throw thrown
  }
}

const listed = (failures: readonly string[]): string =>
  failures.map((failure) => `- ${failure}`).join('\n')

const allFailed = ({ title, inputs }: DatabaseKind, failures: readonly string[]): string =>
  `There is no ${title} to scan with:
${listed(failures)}
Mend one of these, name another mirror in input '${inputs.repositories}', or bring the database as a file in input '${inputs.path}'${failures.some(isTooOld) ? ", or raise input 'max-db-age'" : ''}.`

const isTooOld = (failure: string): boolean => failure.includes("'max-db-age'")
