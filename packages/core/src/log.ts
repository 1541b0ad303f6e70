/** Where in the repository an annotation belongs; lines count from 1. */
export type Annotation = { readonly file?: string; readonly line?: number; readonly title?: string }

/**
 * The log of a step. Implementations neutralise every text, so that callers
 * may pass names and output from outside as they are.
 */
export type Log = {
  info(text: string): void
  /** Shown only when the workflow runs with debug logging. */
  debug(text: string): void
  notice(text: string, at?: Annotation): void
  warning(text: string, at?: Annotation): void
  error(text: string, at?: Annotation): void
  /** Opens a foldable group; groups do not nest. */
  group(title: string): void
  endGroup(): void
}

/**
 * Text that the runner cannot read as a command. The runner's parser
 * (ActionCommand.cs) takes `::name::` at the start of a line after white space
 * in the sense of .NET's TrimStart, and `##[name]` anywhere in a line; \r ends
 * a line as \n does. A backslash in front of the keyword is enough to break both.
 * .NET compares by culture and skips characters without a shape, so they count
 * as white space here.
 */
export const neutral = (text: string): string => {
  // Most text holds nothing to look at, and the classes of Unicode take long to look for.
  if (!text.includes('::') && !text.includes('##[') && !text.includes('\r')) return text
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^([\s\p{Cc}\p{Cf}]*)::/u, '$1\\::').replaceAll('##[', '#\\#['))
    .join('\n')
}

/**
 * Text from outside on one line, fit to stand in a sentence: control
 * characters, direction overrides and lone surrogates are made visible, and
 * what is longer than `limit` UTF-16 units is cut with a note, never inside a
 * surrogate pair.
 */
export const visible = (text: string, limit = Number.POSITIVE_INFINITY): string => {
  // Most names are plain, and the classes of Unicode take ten times as long to look for.
  if (text.length <= limit && !/[^ -~]/.test(text)) return text
  const kept = text.length > limit ? text.slice(0, limit).replace(/[\ud800-\udbff]$/, '') : text
  const shown = kept.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    return short ?? `\\u{${character.codePointAt(0)?.toString(16)}}`
  })
  return kept === text ? shown : `${shown}… (${text.length - kept.length} more characters)`
}
