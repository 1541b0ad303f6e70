import { createHash } from 'node:crypto'

/** What can be part of a key. `undefined` differs from '' and from an empty list. */
export type KeyValue =
  | string
  | boolean
  | undefined
  | readonly KeyValue[]
  | ReadonlyMap<string, KeyValue>
  | { readonly [member: string]: KeyValue }

/**
 * One text for one value, and never the same for two: every part starts with
 * its kind and its length in UTF-16 units, so nothing that a part holds can
 * look like the start of another. Members of maps and objects are sorted.
 */
export const serialised = (value: KeyValue): string => {
  if (value === undefined) return 'u'
  if (typeof value === 'string') return `s${value.length}:${value}`
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (isList(value)) return `l${value.length}:${value.map(serialised).join('')}`
  const members = value instanceof Map ? [...value] : Object.entries(value)
  const parts = members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => serialised(name) + serialised(member))
  return `m${parts.length}:${parts.join('')}`
}

const isList = (value: KeyValue): value is readonly KeyValue[] => Array.isArray(value)

/** The SHA-256 of a list of values that come one by one, in hex. */
export const keySum = () => {
  const sum = createHash('sha256')
  let count = 0
  return {
    add: (value: KeyValue): void => {
      // As in memory: UTF-8 has one spelling for all lone surrogates.
      sum.update(serialised(value), 'utf16le')
      count += 1
    },
    count: (): number => count,
    digest: (): string => sum.digest('hex'),
  }
}

/** The SHA-256 of one value, in hex. */
export const keyHash = (value: KeyValue): string => {
  const sum = keySum()
  sum.add(value)
  return sum.digest()
}
