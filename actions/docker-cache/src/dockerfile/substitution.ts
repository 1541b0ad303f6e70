import { type LexOptions, readUntil } from './lex.ts'
import { replaced, withoutPrefix, withoutSuffix } from './shell-pattern.ts'

/** Where the reading of a text stands. `failed` ends it: the result is of no use. */
export type Cursor = {
  readonly text: string
  at: number
  failed: boolean
  /** Characters that came from values, against texts that double themselves. */
  inserted: number
  readonly options: LexOptions
}

const MAX_DEPTH = 20
const MAX_INSERTED = 100_000

/** `$name` or `${name…}` at the cursor, as processDollar of BuildKit's shell/lex.go replaces it. */
export const dollar = (cursor: Cursor, rawEscapes: boolean, depth: number): string => {
  const start = cursor.at++
  if (cursor.text.charAt(cursor.at) !== '{') {
    const name = readName(cursor)
    return name === '' ? '$' : replacement(cursor, start, name, (value) => value ?? '')
  }
  cursor.at++
  if (depth === MAX_DEPTH || /^[{}:]?$/.test(cursor.text.charAt(cursor.at))) return failed(cursor)
  const name = readName(cursor)
  const rule = readRule(cursor, rawEscapes, depth)
  return rule === undefined ? failed(cursor) : replacement(cursor, start, name, rule)
}

/** Answers the replacement for a value; a value of undefined is not set, an answer of undefined an error. */
type Rule = (value: string | undefined) => string | undefined

const readRule = (cursor: Cursor, rawEscapes: boolean, depth: number): Rule | undefined => {
  let modifier = cursor.text.charAt(cursor.at++)
  if (modifier === '}') return (value) => value ?? ''
  if (modifier === '/') return readReplace(cursor, depth)
  const nullIsUnset = modifier === ':'
  if (nullIsUnset) modifier = cursor.text.charAt(cursor.at++)
  if (modifier === '' || !(nullIsUnset ? '+-?' : '+-?#%').includes(modifier)) return undefined
  const isPattern = modifier === '#' || modifier === '%'
  const word = readUntil(cursor, '}', isPattern || rawEscapes, depth + 1).text
  const given = (value: string | undefined) =>
    value === undefined || (nullIsUnset && value === '') ? undefined : value
  if (modifier === '-') return (value) => given(value) ?? word
  if (modifier === '+') return (value) => (given(value) === undefined ? '' : word)
  if (modifier === '?') return given
  const longest = word.startsWith(modifier)
  const cut = modifier === '#' ? withoutPrefix : withoutSuffix
  return (value = '') => cut(value, longest ? word.slice(1) : word, longest)
}

const readReplace = (cursor: Cursor, depth: number): Rule => {
  const all = cursor.text.charAt(cursor.at) === '/'
  if (all) cursor.at++
  const pattern = readUntil(cursor, '/', true, depth + 1).text
  const by = readUntil(cursor, '}', true, depth + 1).text
  return (value = '') => replaced(value, pattern, by, all)
}

const replacement = (cursor: Cursor, start: number, name: string, rule: Rule): string => {
  const variable = cursor.options.lookup(name)
  if (variable.state === 'unknown') return failed(cursor)
  if (variable.state === 'unset' && cursor.options.skipUnset) {
    return cursor.text.slice(start, cursor.at)
  }
  const value = rule(variable.state === 'set' ? variable.value : undefined)
  cursor.inserted += value?.length ?? 0
  return value === undefined || cursor.inserted > MAX_INSERTED ? failed(cursor) : value
}

const failed = (cursor: Cursor): string => {
  cursor.failed = true
  return ''
}

/** Digits, one special parameter, or letters, digits and underscores. */
const NAME = /\d+|[@*#?$!-]|\w+/y
const NAME_BEYOND_ASCII = /[\p{L}\p{Nd}_]+/uy

const readName = (cursor: Cursor): string => {
  const name = matchAt(NAME, cursor.text, cursor.at)
  const next = cursor.text.charCodeAt(cursor.at + name.length)
  // The tables of Unicode take a millisecond to set up, and hardly any name needs them.
  const goesOn = next > 127 && /^(?:$|[a-z_])/i.test(name)
  const whole = goesOn ? matchAt(NAME_BEYOND_ASCII, cursor.text, cursor.at) : name
  cursor.at += whole.length
  return whole
}

const matchAt = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
