import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseProduct, type VexProduct } from './openvex-product.ts'
import { unreadable } from './unreadable-vex.ts'

const STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const

export type VexStatus = (typeof STATUSES)[number]

/** One statement of OpenVEX 0.2, with what trivy reads of it and under the same names. */
export type VexStatement = {
  /** At least one of them names it. */
  readonly vulnerability: {
    readonly '@id'?: string
    readonly name?: string
    readonly aliases: readonly string[]
  }
  readonly products: readonly VexProduct[]
  readonly status: VexStatus
  readonly justification?: string
  /** ISO 8601. Of two statements on the same thing the newer one counts. */
  readonly timestamp: string
}

/** What such a document is about, by the types of predicates: cosign writes the first, others the second. */
export const OPENVEX_TYPES: readonly string[] = [
  'https://openvex.dev/ns',
  'https://openvex.dev/ns/v0.2.0',
]

const CONTEXT = /^https:\/\/openvex\.dev\/ns(?:\/v0\.2\.\d+)?$/

/**
 * Reads a document of OpenVEX 0.2 (openvex/spec, OPENVEX-SPEC.md). Strict: what
 * is not understood is never left out of a statement, because a statement that
 * lost a part of it would explain more than it was meant to. A time that is not
 * given is that of the signature. Throws {@link AttestationError} with the place.
 */
export const parseOpenVex = (
  document: Json | undefined,
  signedAt: Date,
): readonly VexStatement[] => {
  const context = stringAt(document, '@context')
  if (document === undefined || context === undefined || !CONTEXT.test(context))
    throw unreadable(`its @context is "${visible(context ?? '', 100)}"`)
  const { statements } = document
  if (!Array.isArray(statements)) throw unreadable('it has no list of statements')
  const time = timeIn(document, 'it') ?? signedAt.toISOString()
  return statements.map((value, at) => parseStatement(value, `statement ${at + 1}`, time))
}

const parseStatement = (value: unknown, at: string, time: string): VexStatement => {
  const statement = isObject(value) ? value : undefined
  const vulnerability = objectAt(statement, 'vulnerability')
  if (statement === undefined || vulnerability === undefined)
    throw unreadable(`${at} has no vulnerability, or one that is no object`)
  const products = statement.products ?? []
  if (!Array.isArray(products)) throw unreadable(`the products of ${at} are no list`)
  const justification = stringAt(statement, 'justification')
  return {
    vulnerability: parseVulnerability(vulnerability, at),
    products: products.map((product) => parseProduct(product, at)),
    status: statusIn(statement, at),
    ...(justification !== undefined && { justification }),
    timestamp: timeIn(statement, at) ?? time,
  }
}

const parseVulnerability = (from: Json, at: string): VexStatement['vulnerability'] => {
  const [id, name] = [stringAt(from, '@id'), stringAt(from, 'name')]
  const aliases: unknown = from.aliases ?? []
  if (!Array.isArray(aliases) || !aliases.every((alias) => typeof alias === 'string'))
    throw unreadable(`the aliases in ${at} are no list of texts`)
  if (id === undefined && name === undefined)
    throw unreadable(`the vulnerability of ${at} has no name`)
  return { ...(id !== undefined && { '@id': id }), ...(name !== undefined && { name }), aliases }
}

const statusIn = (statement: Json, at: string): VexStatus => {
  const said = stringAt(statement, 'status') ?? ''
  const status = STATUSES.find((known) => known === said)
  if (status === undefined) throw unreadable(`the status of ${at} is "${visible(said, 40)}"`)
  return status
}

const timeIn = (from: Json, at: string): string | undefined => {
  if (from.timestamp === undefined) return undefined
  const said = stringAt(from, 'timestamp') ?? ''
  const time = new Date(said)
  // Without a zone it would be the time of this machine's.
  if (!/T.*(?:Z|[+-]\d\d:\d\d)$/.test(said) || Number.isNaN(time.getTime()))
    throw unreadable(`the timestamp of ${at} is "${visible(said, 40)}"`)
  return time.toISOString()
}
