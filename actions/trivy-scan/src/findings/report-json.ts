import type { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/**
 * The error of a report that says `what`, one sentence. Nothing is guessed:
 * half a report must not pass for a clean one.
 */
export type Unreadable = (what: string) => UserError

/** A place in a report: an object, and the path to it for messages, `Results[3].Vulnerabilities[0]`. */
export type At = {
  readonly value: Json
  readonly path: string
  readonly unreadable: Unreadable
}

const LONGEST_VALUE = 60

/** The root of a report. Throws what `unreadable` makes for what is no JSON object. */
export const rootOf = (text: string, unreadable: Unreadable): At => {
  const value = json(text, unreadable)
  if (!isObject(value)) throw unreadable('it is no JSON object.')
  return { value, path: '', unreadable }
}

const json = (text: string, unreadable: Unreadable): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw unreadable('it is no JSON, or it was cut off.')
    throw thrown
  }
}

/** That a member is there, null or empty as it may be, where nothing is left out. */
export const demand = (at: At, names: readonly string[]): void => {
  const lost = names.find((name) => !Object.hasOwn(at.value, name))
  if (lost !== undefined) throw wrong(at, lost, 'there')
}

const wrong = ({ path, unreadable }: At, name: string, wanted: string): UserError =>
  unreadable(`${path === '' ? '' : `${path}.`}${name} is not ${wanted}.`)

const own = ({ value }: At, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined

/** A text; '' when the member is missing, as trivy leaves out what is empty. */
export const textIn = (at: At, name: string): string => {
  const found = own(at, name) ?? missing(at, name, '')
  if (typeof found !== 'string') throw wrong(at, name, 'a text')
  return found
}

/** A text that must be there. */
export const nameIn = (at: At, name: string): string => {
  const found = textIn(at, name)
  if (found === '') throw wrong(at, name, 'there')
  return found
}

/** One of a few texts; the first is meant when the member is missing. */
export const choiceIn = <T extends string>(
  at: At,
  name: string,
  [usual, ...others]: readonly [T, ...T[]],
): T => {
  const found = textIn(at, name)
  const chosen = found === '' ? usual : [usual, ...others].find((one) => one === found)
  if (chosen === undefined) {
    const known = [usual, ...others].join(', ')
    throw wrong(at, name, `one of ${known}, but ${visible(found, LONGEST_VALUE)}`)
  }
  return chosen
}

/** A whole number that is not negative; 0 when the member is missing. */
export const countIn = (at: At, name: string): number => {
  const found = own(at, name) ?? missing(at, name, 0)
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0)
    throw wrong(at, name, 'a whole number')
  return found
}

/** A number from 0 to 10; undefined when the member is missing or 0, which trivy never writes. */
export const scoreIn = (at: At, name: string): number | undefined => {
  const found = own(at, name) ?? missing(at, name, 0)
  if (typeof found !== 'number' || !(found >= 0 && found <= 10))
    throw wrong(at, name, 'a score from 0 to 10')
  return found === 0 ? undefined : found
}

/** Whether something is so; false when the member is missing. */
export const flagIn = (at: At, name: string): boolean => {
  const found = own(at, name) ?? missing(at, name, false)
  if (typeof found !== 'boolean') throw wrong(at, name, 'true or false')
  return found
}

/** An object; empty when the member is missing. */
export const objectIn = (at: At, name: string): At => {
  const found = own(at, name) ?? missing(at, name, {})
  if (!isObject(found)) throw wrong(at, name, 'an object')
  return { ...at, value: found, path: at.path === '' ? name : `${at.path}.${name}` }
}

/** A list of objects; empty when the member is missing. */
export const objectsIn = (at: At, name: string): At[] => {
  const found = own(at, name) ?? missing(at, name, [])
  if (!Array.isArray(found)) throw wrong(at, name, 'a list')
  return found.map((value: unknown, index) => {
    if (!isObject(value)) throw wrong(at, `${name}[${index}]`, 'an object')
    return { ...at, value, path: `${at.path === '' ? '' : `${at.path}.`}${name}[${index}]` }
  })
}

/** A list of texts; empty when the member is missing. */
export const textsIn = (at: At, name: string): string[] => {
  const found = own(at, name) ?? missing(at, name, [])
  if (!Array.isArray(found)) throw wrong(at, name, 'a list')
  return found.map((value: unknown, index) => {
    if (typeof value !== 'string') throw wrong(at, `${name}[${index}]`, 'a text')
    return value
  })
}

/** Missing is what trivy means by empty; `null` is something that it never writes. */
const missing = <T>(at: At, name: string, empty: T): T => {
  if (own(at, name) === null) throw wrong(at, name, 'anything but null')
  return empty
}
