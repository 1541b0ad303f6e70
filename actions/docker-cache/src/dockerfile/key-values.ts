import { wordsOf } from './words.ts'

/** A name and its value as written, with quotes and variables; undefined for `ARG NAME`. */
export type KeyValue = { readonly name: string; readonly value: string | undefined }

/** What ARG declares. */
export const argPairs = (text: string, escapeToken: string): KeyValue[] =>
  wordsOf(text, escapeToken).map(pair)

/** What ENV or LABEL sets: `name=value …`, or the old form `name value`. */
export const envPairs = (text: string, escapeToken: string): KeyValue[] => {
  const words = wordsOf(text, escapeToken)
  if (words[0] === undefined || words[0].includes('=')) return words.map(pair)
  const [, name = '', value = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? []
  return [{ name, value }]
}

const pair = (word: string): KeyValue => {
  const equals = word.indexOf('=')
  if (equals === -1) return { name: word, value: undefined }
  return { name: word.slice(0, equals), value: word.slice(equals + 1) }
}
