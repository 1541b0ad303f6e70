import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** How `<filter>_files` is written. */
export const LIST_FORMATS = ['json', 'none', 'csv', 'shell', 'escape'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

/**
 * The paths as one text. `shell` and `escape` are words for a POSIX shell that
 * stay words: always quoted, and never read as an option. Throws
 * {@link UserError} on a control character, which no list but JSON can carry
 * past every shell and every log.
 */
export const fileList = (paths: readonly string[], format: ListFormat): string => {
  if (format === 'none') return ''
  if (format === 'json') return JSON.stringify(paths)
  const broken = paths.find((path) => /\p{Cc}/u.test(path))
  if (broken !== undefined) {
    throw new UserError(
      `The file name '${visible(broken)}' holds a control character, which 'list-files: ${format}' cannot carry. Use 'list-files: json', or rename the file.`,
    )
  }
  return format === 'csv'
    ? paths.map(csvField).join(',')
    : paths.map(format === 'shell' ? quoted : escaped).join(' ')
}

/** RFC 4180: quotes around what holds a comma, a quote or outer spaces; quotes inside doubled. */
const csvField = (path: string): string =>
  /[",]|^ | $/.test(path) ? `"${path.replaceAll('"', '""')}"` : path

const quoted = (path: string): string => `'${notAnOption(path).replaceAll("'", "'\\''")}'`

/** Everything in ASCII but the characters that mean nothing to any shell. */
const escaped = (path: string): string =>
  notAnOption(path).replace(/[^\w./@%+,:\u0080-\u{10ffff}-]/gu, '\\$&')

const notAnOption = (path: string): string => (path.startsWith('-') ? `./${path}` : path)
