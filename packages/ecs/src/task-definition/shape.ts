import { isObject, type Json } from '@ci-kit/core/json'

/**
 * What has no meaning in an object of a task definition. What no shape names
 * is compared as it is written: to deploy once too often does no harm, to
 * leave out a change does.
 */
export type Shape = {
  /** What ECS takes where a member is left out. */
  readonly defaults?: Json
  /** Lists and objects that are the same left out, null and empty. */
  readonly emptyIsAbsent?: readonly string[]
  /** Objects with a shape of their own. */
  readonly objects?: { readonly [member: string]: Shape }
  /** Lists of objects. */
  readonly lists?: { readonly [member: string]: ListShape }
  /** What is left, in another spelling. */
  readonly rewrite?: (object: Json) => Json
}

export type ListShape = {
  readonly of: Shape
  /** The member that names an entry, where the order of entries has no meaning. */
  readonly by?: string
}

/** A copy without what has no meaning. Doing it twice is doing it once. */
export const shaped = (object: Json, shape: Shape): Json => {
  const rewritten = shape.rewrite?.(object) ?? object
  const members = Object.entries(rewritten)
    .map(([name, value]) => [name, shapedMember(name, value, shape)] as const)
    .filter(([name, value]) => !isAbsent(name, value, shape))
  return Object.fromEntries(members.toSorted(byText(([name]) => name)))
}

const shapedMember = (name: string, value: unknown, { objects, lists }: Shape): unknown => {
  const object = own(objects, name)
  if (object !== undefined && isObject(value)) return shaped(value, object)
  const list = own(lists, name)
  return list !== undefined && Array.isArray(value) ? shapedList(value, list) : value
}

const shapedList = (list: readonly unknown[], { of, by }: ListShape): readonly unknown[] => {
  const entries = list.map((entry) => (isObject(entry) ? shaped(entry, of) : entry))
  // Sorting is stable: of entries of one name, the order may decide, and stays.
  return by === undefined ? entries : entries.toSorted(byText((entry) => nameIn(entry, by)))
}

const isAbsent = (name: string, value: unknown, shape: Shape): boolean => {
  const fallback = own(shape.defaults, name)
  if (fallback !== undefined && value === fallback) return true
  const isKnown =
    fallback !== undefined ||
    shape.emptyIsAbsent?.includes(name) === true ||
    own(shape.objects, name) !== undefined ||
    own(shape.lists, name) !== undefined
  return isKnown && isEmpty(value)
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0)

const nameIn = (entry: unknown, by: string): string => {
  const name = isObject(entry) ? own(entry, by) : entry
  return typeof name === 'string' ? name : ''
}

/** By code units: the same on every machine. */
const byText =
  <T>(text: (value: T) => string) =>
  (one: T, other: T): number => {
    const [a, b] = [text(one), text(other)]
    return a < b ? -1 : Number(a > b)
  }

const own = <T>(from: { readonly [name: string]: T } | undefined, name: string): T | undefined =>
  from !== undefined && Object.hasOwn(from, name) ? from[name] : undefined
