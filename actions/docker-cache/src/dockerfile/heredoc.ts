import { lexed } from './lex.ts'
import type { Lookup } from './variables.ts'

/** The head of a here-document, as `<<-"EOF"`. */
export type HeredocMark = {
  readonly name: string
  readonly expand: boolean
  /** `<<-`: tabs before the lines and the delimiter are dropped. */
  readonly chomp: boolean
}

const nothing: Lookup = () => ({ state: 'unset' })

/** The here-documents that a line of RUN, COPY or ADD starts, in order. */
export const heredocMarks = (line: string): HeredocMark[] => {
  if (!line.includes('<<')) return []
  const raw = { quotes: true, escapes: true }
  const words =
    lexed(line, { escapeToken: '\\', lookup: nothing, raw, skipUnset: true })?.words ?? []
  return words.flatMap((word) => heredocMark(word) ?? [])
}

/** What one word says when it is the head of a here-document (heredocFromMatch of BuildKit's parser). */
export const heredocMark = (word: string): HeredocMark | undefined => {
  const [, dash, rest] = /^\d*<<(-?)\s*([^<]*)$/.exec(word) ?? []
  if (rest === undefined || rest === '') return undefined
  const [name, ...others] = wordsOf(rest, false)
  if (name === undefined || others.length > 0) return undefined
  const [quoted = name] = wordsOf(rest, true)
  return { name, expand: quotes(name) === quotes(quoted), chomp: dash === '-' }
}

const wordsOf = (text: string, quotes: boolean): readonly string[] =>
  lexed(text, {
    escapeToken: '\\',
    lookup: nothing,
    raw: { quotes, escapes: false },
    skipUnset: true,
  })?.words ?? []

const quotes = (text: string): number => text.match(/['"]/g)?.length ?? 0
