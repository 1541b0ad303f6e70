import { closest } from '@ci-kit/core/closest'
import { isObject, type Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { below, type Place, problemAt } from './place.ts'

/** The value as a map; `example` shows one in the message. Throws a UserError, as all here do. */
export const mapIn = (value: unknown, place: Place, example: string): Json => {
  if (isObject(value)) return value
  throw problemAt(place, `it is no map. Write one, as in ${example}`)
}

/** Refuses every member that is not known, with the one that was most likely meant. */
export const checkMembers = (map: Json, known: readonly string[], place: Place): void => {
  const name = Object.keys(map).find((member) => !known.includes(member))
  if (name === undefined) return
  const meant = closest(name, known)
  const fix = meant === undefined ? `Use ${known.join(', ')}` : `Did you mean '${meant}'?`
  const end = meant === undefined ? '' : ' If not, remove it'
  throw problemAt(
    below(place, name),
    `'${visible(name, 60)}' is no member that is known here. ${fix}${end}`,
  )
}

/** A member that is there and says something. */
export const given = (map: Json, name: string): unknown => {
  const value = Object.hasOwn(map, name) ? map[name] : undefined
  return value === null ? undefined : value
}

/** Text; a number or a boolean counts as what was written. Never empty, never with NUL. */
export const textIn = (value: unknown, place: Place): string => {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  if (typeof text !== 'string') throw problemAt(place, 'it is no text. Write one, in quotes')
  if (text.trim() === '') throw problemAt(place, 'it is empty. Write a value, or remove it')
  if (text.includes('\0')) throw problemAt(place, 'it holds a NUL character. Remove it')
  return text
}

/** Text on one line, without control characters. */
export const lineIn = (value: unknown, place: Place): string => {
  const text = textIn(value, place).trim()
  if (!/[\p{Cc}\u2028\u2029]/u.test(text)) return text
  throw problemAt(
    place,
    `'${visible(text, 100)}' holds a line end or a control character. Write it on one line`,
  )
}

/** A list of lines, or one of them alone. */
export const linesIn = (value: unknown, place: Place): readonly string[] => {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (items.length === 0) throw problemAt(place, 'it is empty. Write a value, or remove it')
  return items.map((item) => lineIn(item, place))
}

/** A path inside of the repository without `.` and empty parts; `.` for its root. */
export const pathIn = (value: unknown, place: Place): string => {
  const text = lineIn(value, place)
  const parts = text.split('/').filter((part) => part !== '' && part !== '.')
  if (text.startsWith('/') || parts.includes('..') || /^[A-Za-z][\w+.-]*:|\\/.test(text)) {
    throw problemAt(
      place,
      `'${visible(text, 200)}' is not inside of the repository. Write a path from its root, such as services/api`,
    )
  }
  return parts.length === 0 ? '.' : parts.join('/')
}
