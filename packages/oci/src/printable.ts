/**
 * Text from outside, fit for one line of a message: control characters,
 * direction overrides and lone surrogates are made visible, and what is longer
 * than `limit` characters is cut with a note.
 */
export const printable = (text: string, limit = 300): string => {
  const head = text.slice(0, limit)
  const shown = head.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    return short ?? `\\u{${character.codePointAt(0)?.toString(16)}}`
  })
  return text.length > limit ? `${shown}… (${text.length - limit} more characters)` : shown
}
