/**
 * Words at white space; quotes and escapes hold one together and stay as they
 * are (parseWords of BuildKit's line_parsers.go).
 */
export const wordsOf = (text: string, escapeToken: string): string[] => {
  const words: string[] = []
  let start: number | undefined
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (quote === '' && /\s/.test(character)) {
      if (start !== undefined) words.push(text.slice(start, at))
      start = undefined
      continue
    }
    start ??= at
    if (character === escapeToken && quote !== "'") at++
    else if (quote === '' && (character === '"' || character === "'")) quote = character
    else if (character === quote) quote = ''
  }
  if (start !== undefined) words.push(text.slice(start))
  return words
}

/** The strings of a JSON form such as `["a", "b"]`, undefined for every other text. */
export const jsonForm = (text: string): readonly string[] | undefined => {
  // With anything behind the list, BuildKit reads words.
  const parsed = text.startsWith('[') ? parsedJson(text) : undefined
  return Array.isArray(parsed) && parsed.every((item) => typeof item === 'string')
    ? parsed
    : undefined
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Text in brackets is a shell command to BuildKit, as in `RUN [ -e file ]`.
    return undefined
  }
}

/** Without the given characters at its end; a pattern would try every run of them from each of its places. */
export const withoutTrailing = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
