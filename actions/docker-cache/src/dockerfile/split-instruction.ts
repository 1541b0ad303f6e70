import type { Flag } from './dockerfile.ts'

export type SplitInstruction = {
  readonly name: string
  readonly flags: readonly Flag[]
  readonly text: string
}

/** Parts a joined line into keyword, flags and the rest (splitCommand of BuildKit's parser). */
export const splitInstruction = (line: string, escapeToken: string): SplitInstruction => {
  const trimmed = line.trim()
  const [, name = '', rest = ''] = /^([^\t\v\f\r ]*)[\t\v\f\r ]*(.*)$/s.exec(trimmed) ?? []
  const { flags, end } = leadingFlags(rest, escapeToken)
  return { name: name.toUpperCase(), flags, text: rest.slice(end).trim() }
}

const leadingFlags = (text: string, escapeToken: string): { flags: Flag[]; end: number } => {
  const flags: Flag[] = []
  let at = 0
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++
    if (!text.startsWith('--', at)) return { flags, end: at }
    const { word, end } = flagWord(text, at, escapeToken)
    if (word === '--') return { flags, end }
    const equals = word.indexOf('=')
    const name = word.slice(2, equals === -1 ? undefined : equals)
    flags.push({ name, value: equals === -1 ? '' : word.slice(equals + 1) })
    at = end
  }
}

/** One word without its quotes and escapes. */
const flagWord = (
  text: string,
  start: number,
  escapeToken: string,
): { word: string; end: number } => {
  const pieces: string[] = []
  let quote = ''
  let at = start
  for (; at < text.length; at++) {
    const character = text.charAt(at)
    if (quote === '' && /\s/.test(character)) break
    if (character === quote) quote = ''
    else if (quote === '' && /['"]/.test(character)) quote = character
    else pieces.push(character === escapeToken ? text.charAt(++at) : character)
  }
  return { word: pieces.join(''), end: Math.min(at, text.length) }
}
