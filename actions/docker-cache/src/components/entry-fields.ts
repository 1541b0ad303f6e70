import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'

/** Longer values are cut in messages: an entry may hold a whole document by mistake. */
const SHOWN = 100

/** Refuses an entry of the input `components`; `problem` says what is wrong and what to do. */
export const entryError = (entry: string, problem: string): UserError =>
  new UserError(`Input 'components', entry ${entry}: ${problem}`)

/** Reads the members of one entry; `entry` names it in messages. */
export type EntryFields = {
  /** A text, undefined when it is left out. */
  text(key: string): string | undefined
  /** Texts: a list, or one text with one of them a line. */
  texts(key: string): readonly string[]
  /** `name=value` texts: a map, a list, or one text with one of them a line. */
  pairs(key: string): readonly string[]
}

export const entryFields = (entry: string, members: Json): EntryFields => {
  const at = (key: string): unknown => (Object.hasOwn(members, key) ? members[key] : undefined)
  const wrong = (key: string, value: unknown, form: string) =>
    entryError(entry, `'${key}' is ${shownValue(value)}. Use ${form}.`)
  const scalar = (key: string, value: unknown): string => {
    const text = scalarText(value)
    if (text === undefined) throw wrong(key, value, advice(value))
    return text
  }
  const texts = (key: string, value: unknown): readonly string[] => {
    if (value === undefined || value === null) return []
    const each = Array.isArray(value)
      ? value.map((one: unknown) => scalar(key, one).trim())
      : linesOf(scalar(key, value))
    if (each.includes('')) throw wrong(key, '', 'no empty texts in it')
    return each
  }
  return {
    text: (key) => {
      const value = at(key)
      if (value === undefined || value === null) return undefined
      const text = scalar(key, value).trim()
      if (text === '' || /[\n\r\0]/.test(text)) throw wrong(key, text, 'one line of text')
      return text
    },
    texts: (key) => texts(key, at(key)),
    pairs: (key) => {
      const value = at(key)
      if (!isObject(value)) return texts(key, value)
      return Object.entries(value).map(([name, each]) =>
        each === null ? name : `${name}=${scalar(`${key}.${visible(name, SHOWN)}`, each)}`,
      )
    },
  }
}

/** The text of a scalar; undefined for anything whose text YAML may have changed: `1.10` arrives as 1.1. */
const scalarText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value)
  return undefined
}

const advice = (value: unknown): string =>
  typeof value === 'number'
    ? 'quotes around it: YAML changes numbers such as 1.10'
    : 'text, a list of texts, or (for args, labels and build-contexts) a map of names to texts'

const linesOf = (text: string): readonly string[] => numberedLines(text).map(({ line }) => line)

/** A value in a message. */
export const shownValue = (value: unknown): string => {
  if (typeof value === 'string') return `'${visible(value, SHOWN)}'`
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'a map' : visible(String(value), SHOWN)
}
