import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import type { Digests, Migrations, ReleaseContent, ReleaseRecord } from './ledger.ts'

/** Tells records of this ledger from deployments that others made. */
const KIND = 'ci-kit/ecs-release'
const VERSION = 1
/** GitHub names no limit of a payload; this is far below what it was seen to take. */
const MOST_BYTES = 48 * 1024
const MOST_CONTAINERS = 50
const MOST_BAD = 50
const MOST_CHARACTERS = 2_048

/** The record as JSON, as both ledgers keep it. Throws a {@link UserError} when it is too large. */
export const releaseDocument = (record: ReleaseRecord): Json => {
  const { task, environment, ...rest } = record
  const document = { v: VERSION, kind: KIND, task, environment, ...rest }
  const bytes = Buffer.byteLength(JSON.stringify(document))
  if (bytes <= MOST_BYTES && record.bad.length <= MOST_BAD) return document
  throw new UserError(
    `The ledger's record of ${record.service} has ${bytes} bytes and marks ${record.bad.length} releases, at most ${MOST_BYTES} and ${MOST_BAD} are kept. Go back fewer releases at once.`,
  )
}

/**
 * The record in a document from outside; undefined for what others wrote.
 * `where` names it in messages. Throws a {@link UserError} for a record of ours
 * that cannot be read: it may hold marks that nobody may pass over.
 */
export const releaseIn = (document: unknown, where: string): ReleaseRecord | undefined => {
  if (!isObject(document) || document.kind !== KIND) return undefined
  if (document.v !== VERSION) {
    throw new UserError(
      `${where} was written by another version of ci-kit (format ${shownVersion(document.v)}, this one reads ${VERSION}). Use the version that wrote it, since it may mark releases as bad.`,
    )
  }
  const record = recordIn(document)
  if (record !== undefined) return record
  throw new UserError(
    `${where} is a damaged record of the ledger, and it may mark releases as bad. Repair or delete it.`,
  )
}

const shownVersion = (version: unknown): string =>
  typeof version === 'number' ? String(version) : 'unknown'

const recordIn = (from: Json): ReleaseRecord | undefined => {
  const content = contentIn(from)
  const service = shortText(from, 'service')
  const task = TASKS.find((one) => one === from.task)
  const migrations = MIGRATIONS.find((one) => one === from.migrations)
  const bad = badIn(from.bad)
  if (!content || !service || !task || !migrations || !bad) return undefined
  const previous = objectAt(from, 'previous')
  return {
    ...content,
    task,
    service,
    migrations,
    bad,
    environment: shortText(from, 'environment') ?? '',
    serviceDeployment: shortText(from, 'serviceDeployment'),
    serviceRevision: shortText(from, 'serviceRevision'),
    previous: previous && contentIn(previous),
    commit: commitIn(from),
    ref: shortText(from, 'ref') ?? '',
    actor: shortText(from, 'actor') ?? '',
    reason: shortText(from, 'reason') ?? '',
  }
}

const TASKS = ['deploy', 'rollback'] as const
const MIGRATIONS: readonly Migrations[] = ['none', 'expand', 'contract']

const commitIn = (from: Json): string => {
  const commit = stringAt(from, 'commit') ?? ''
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? commit : ''
}

const shortText = (from: Json, name: string): string | undefined =>
  stringAt(from, name)?.slice(0, MOST_CHARACTERS)

const contentIn = (from: Json): ReleaseContent | undefined => {
  const taskDefinition = shortText(from, 'taskDefinition')
  const digests = digestsIn(objectAt(from, 'digests'))
  return taskDefinition === undefined || digests === undefined
    ? undefined
    : { taskDefinition, digests }
}

const digestsIn = (from: Json | undefined): Digests | undefined => {
  const pairs = Object.entries(from ?? {})
  if (from === undefined || pairs.length > MOST_CONTAINERS) return undefined
  const texts = pairs.flatMap(([name, image]): [string, string][] =>
    typeof image === 'string' && image.length <= MOST_CHARACTERS ? [[name, image]] : [],
  )
  return texts.length === pairs.length ? Object.fromEntries(texts) : undefined
}

const badIn = (from: unknown): readonly ReleaseContent[] | undefined => {
  if (!Array.isArray(from) || from.length > MOST_BAD) return undefined
  const contents = from.map((one: unknown) => (isObject(one) ? contentIn(one) : undefined))
  const known = contents.filter((content) => content !== undefined)
  return known.length === contents.length ? known : undefined
}
