import { visible } from '@ci-kit/core/log'

/**
 * Text from outside in a SARIF message, on one line. `[text](target)` is a link
 * in such a message and `{0}` a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6);
 * a space takes both their meaning and leaves them readable.
 */
export const messageText = (text: string, limit: number): string =>
  visible(text, limit)
    .replaceAll('](', '] (')
    .replace(/\{(?=\d)/g, '{ ')

/** The same for text of several lines, which keeps them. */
export const paragraphs = (text: string, limit: number): string =>
  cut(text, limit)
    .split(/\r\n|\r|\n/)
    .map((line) => messageText(line, limit))
    .join('\n')
    .trim()

const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…`

/**
 * A path as a relative reference of RFC 3986: every segment percent-encoded,
 * without `.` and empty ones. `..` is resolved, and never leads above the root.
 */
export const relativeUri = (path: string): string =>
  path
    .split('/')
    .reduce<readonly string[]>(step, [])
    // Half a character cannot be encoded; Buffer replaces it as UTF-8 demands.
    .map((segment) => encodeURIComponent(Buffer.from(segment).toString()))
    .join('/')

const step = (done: readonly string[], segment: string): readonly string[] => {
  if (segment === '' || segment === '.') return done
  return segment === '..' ? done.slice(0, -1) : [...done, segment]
}
