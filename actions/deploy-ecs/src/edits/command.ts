import { UserError } from '@ci-kit/core/errors'
import { jsonIn } from '@ci-kit/core/json'

/**
 * Reads the arguments of a command: a list in JSON, or words as a shell parts
 * them, with '…', "…" and \ for white space. No shell is asked: $NAME, * and |
 * stay as they are. Undefined when it is empty. Throws {@link UserError}
 * without the text, which may hold a secret.
 */
export const parseCommand = (input: string, text: string): readonly string[] | undefined => {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return trimmed.startsWith('[') ? listed(input, trimmed) : words(input, trimmed)
}

const listed = (input: string, text: string): readonly string[] => {
  const list = jsonIn(text)
  const isTexts = Array.isArray(list) && list.every((word) => typeof word === 'string')
  if (isTexts && list.length > 0) return list
  throw new UserError(
    `Input '${input}' starts with '[' and is no list of texts in JSON. Write ["node", "server.js"], or words without brackets.`,
  )
}

/** A part of a word: in single quotes, in double quotes, behind a backslash, or bare. */
const PART = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/y

const words = (input: string, text: string): readonly string[] => {
  const found: string[] = []
  let at = 0
  while (at < text.length) {
    const space = /^\s+/.exec(text.slice(at))
    if (space !== null) {
      at += space[0].length
      continue
    }
    const { word, end } = wordFrom(input, text, at)
    found.push(word)
    at = end
  }
  return found
}

const wordFrom = (input: string, text: string, start: number) => {
  let word = ''
  let end = start
  while (end < text.length && !/\s/.test(text.charAt(end))) {
    PART.lastIndex = end
    const part = PART.exec(text)
    if (part === null) throw unended(input, text.charAt(end), end)
    const [, single, double, escaped, bare] = part
    word += single ?? unescaped(double) ?? escaped ?? bare ?? ''
    end = PART.lastIndex
  }
  return { word, end }
}

/** Between double quotes a backslash counts only before these (POSIX, section 2.2.3, without $ and `). */
const unescaped = (text: string | undefined): string | undefined =>
  text?.replace(/\\(["\\])/g, '$1')

const unended = (input: string, opened: string, at: number): UserError => {
  const what = opened === '\\' ? 'ends with a \\' : `does not close the ${opened}`
  return new UserError(
    `Input '${input}' ${what} at character ${at + 1}. Close it, or write a list in JSON: ["node", "server.js"].`,
  )
}
