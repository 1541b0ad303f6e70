import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import { DatabaseFault } from './fault.ts'
import type { DatabaseKind } from './kind.ts'

/** What `metadata.json` beside a database says of it. */
export type Metadata = {
  readonly updatedAt: Date
}

/** Real ones have 150 bytes. */
export const METADATA_BYTES = 64 * 1024

/** RFC 3339 as Go writes it, with up to nine digits of a second. */
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/

/** Reads the file strictly. Throws {@link DatabaseFault} for another schema, and for a database that cannot be dated. */
export const parseMetadata = (
  bytes: Uint8Array,
  kind: Pick<DatabaseKind, 'schema' | 'title'>,
): Metadata => {
  const document = parseObject(bytes)
  if (document === undefined)
    throw new DatabaseFault('its metadata.json is no JSON object, so it cannot be dated')
  const { Version: version, UpdatedAt: updated } = document
  if (version !== kind.schema)
    throw new DatabaseFault(
      `its metadata.json says version ${shown(version)}, and this action reads version ${kind.schema} of the ${kind.title}`,
    )
  const updatedAt = dateIn(updated)
  if (updatedAt === undefined)
    throw new DatabaseFault(
      `it cannot be dated: UpdatedAt in its metadata.json is ${shown(updated)}`,
    )
  return { updatedAt }
}

/** Go's zero time is a date that nobody has set. */
const dateIn = (value: unknown): Date | undefined => {
  if (typeof value !== 'string') return undefined
  const [, seconds, fraction = '', zone] = TIMESTAMP.exec(value) ?? []
  if (seconds === undefined) return undefined
  const date = new Date(`${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1970) return undefined
  // The 31st of February becomes a day of March.
  return new Date(`${seconds}Z`).toISOString().startsWith(seconds) ? date : undefined
}

const shown = (value: unknown): string =>
  value === undefined ? 'missing' : visible(JSON.stringify(value) ?? '', 60)
