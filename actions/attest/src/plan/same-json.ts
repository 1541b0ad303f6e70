import { isObject, type Json } from '@ci-kit/core/json'

/**
 * Whether two values are the same JSON, whatever the order of members. A member
 * that is undefined counts as absent, as JSON writes it. Goes no deeper than
 * both are alike, so one that is checked bounds the other.
 */
export const sameJson = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((each, at) => sameJson(each, b[at]))
  if (!isObject(a) || !isObject(b)) return a === b
  const names = namesOf(a)
  return (
    names.length === namesOf(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  )
}

const namesOf = (object: Json): readonly string[] =>
  Object.keys(object).filter((name) => object[name] !== undefined)
