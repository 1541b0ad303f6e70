import { isObject } from '@ci-kit/core/json'

/** Where a value stands in a document: names of members and places in lists. */
export type MemberPath = readonly (string | number)[]

/** A copy in which `change` has looked at every value that is no list and no object. */
export const mapScalars = (
  value: unknown,
  change: (scalar: unknown, path: MemberPath) => unknown,
  path: MemberPath = [],
): unknown => {
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) => mapScalars(item, change, [...path, at]))
  }
  if (!isObject(value)) return change(value, path)
  // Not an object literal: a member may be called __proto__.
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      mapScalars(member, change, [...path, name]),
    ]),
  )
}

/** As people write it: `containerDefinitions[0].name`. */
export const pathText = (path: MemberPath): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
