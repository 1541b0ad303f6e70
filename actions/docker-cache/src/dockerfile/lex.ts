import { type Cursor, dollar } from './substitution.ts'
import type { Lookup } from './variables.ts'

export type LexOptions = {
  readonly escapeToken: string
  readonly lookup: Lookup
  /** Keeps quotes and escapes as they are. */
  readonly raw?: { readonly quotes: boolean; readonly escapes: boolean }
  /** Leaves a variable that is not set as it is written. */
  readonly skipUnset?: boolean
}

export type Lexed = { readonly text: string; readonly words: readonly string[] }

/**
 * Splits and expands a text as BuildKit does (shell/lex.go, v0.32). Undefined
 * when BuildKit would refuse the text or a variable in it cannot be known.
 */
export const lexed = (text: string, options: LexOptions): Lexed | undefined => {
  const cursor: Cursor = { text, at: 0, failed: false, inserted: 0, options }
  const read = readUntil(cursor, undefined, options.raw?.escapes ?? false, 0)
  return cursor.failed ? undefined : read
}

/** Reads up to the stop character or the end of the text, and past it. */
export const readUntil = (
  cursor: Cursor,
  stop: string | undefined,
  rawEscapes: boolean,
  depth: number,
): Lexed => {
  const words = wordCollector()
  const pieces: string[] = []
  while (cursor.at < cursor.text.length && !cursor.failed) {
    const character = cursor.text.charAt(cursor.at)
    if (character === stop) {
      cursor.at++
      return { text: pieces.join(''), words: words.all() }
    }
    pieces.push(readPiece(cursor, rawEscapes, depth, words))
  }
  if (stop !== undefined) cursor.failed = true
  return { text: pieces.join(''), words: words.all() }
}

const readPiece = (
  cursor: Cursor,
  rawEscapes: boolean,
  depth: number,
  words: WordCollector,
): string => {
  const plain = plainRun(cursor)
  if (plain !== '') return words.whole(plain)
  const character = cursor.text.charAt(cursor.at)
  if (character === '$') return words.split(dollar(cursor, rawEscapes, depth))
  if (character === '<') return words.whole(heredocMark(cursor))
  if (character === "'") return words.whole(singleQuoted(cursor))
  if (character === '"') return words.whole(doubleQuoted(cursor, rawEscapes, depth))
  cursor.at++
  if (character !== cursor.options.escapeToken) return words.split(character)
  const escaped = cursor.text.charAt(cursor.at++)
  return words.whole((rawEscapes ? character : '') + escaped)
}

/** Characters without a meaning anywhere, taken at once. */
const PLAIN = /[\w.:,=@+-]+/y

const plainRun = (cursor: Cursor): string => {
  PLAIN.lastIndex = cursor.at
  const [run = ''] = PLAIN.exec(cursor.text) ?? []
  cursor.at += run.length
  return run
}

const singleQuoted = (cursor: Cursor): string => {
  const end = cursor.text.indexOf("'", cursor.at + 1)
  const content = cursor.text.slice(cursor.at + 1, end)
  cursor.failed ||= end === -1
  cursor.at = end + 1
  return quoted(cursor, "'", content)
}

const doubleQuoted = (cursor: Cursor, rawEscapes: boolean, depth: number): string => {
  cursor.at++
  const pieces: string[] = []
  while (cursor.at < cursor.text.length && !cursor.failed) {
    const character = cursor.text.charAt(cursor.at)
    if (character === '"') {
      cursor.at++
      return quoted(cursor, '"', pieces.join(''))
    }
    if (character === '$') pieces.push(dollar(cursor, rawEscapes, depth))
    else pieces.push(insideDoubleQuotes(cursor, rawEscapes))
  }
  cursor.failed = true
  return ''
}

/** Only a quote, a dollar and the escape character itself can be escaped here. */
const insideDoubleQuotes = (cursor: Cursor, rawEscapes: boolean): string => {
  const { escapeToken } = cursor.options
  const character = cursor.text.charAt(cursor.at++)
  if (character !== escapeToken) return character
  const next = cursor.text.charAt(cursor.at)
  if (next === '') return rawEscapes ? character : ''
  if (next !== '"' && next !== '$' && next !== escapeToken)
    return rawEscapes ? escapeToken + escapeToken : escapeToken
  cursor.at++
  return (rawEscapes ? escapeToken : '') + next
}

const quoted = ({ options }: Cursor, quote: string, content: string): string =>
  options.raw?.quotes ? quote + content + quote : content

/** White space behind `<<` belongs to the word. */
const heredocMark = (cursor: Cursor): string => {
  const start = cursor.at++
  if (cursor.text.charAt(cursor.at) !== '<') return '<'
  cursor.at++
  while (/^[\t\r ]$/.test(cursor.text.charAt(cursor.at))) cursor.at++
  return cursor.text.slice(start, cursor.at)
}

type WordCollector = ReturnType<typeof wordCollector>

/** Words end at white space that is not quoted or escaped; both functions answer what they are given. */
const wordCollector = () => {
  const words: string[] = []
  let word: string[] = []
  const end = () => {
    const text = word.join('')
    if (text !== '') words.push(text)
    word = []
  }
  return {
    whole: (text: string): string => {
      word.push(text)
      return text
    },
    split: (text: string): string => {
      for (const part of text.split(/(\s+)/)) /^\s+$/.test(part) ? end() : word.push(part)
      return text
    },
    all: (): string[] => {
      end()
      return words
    },
  }
}
