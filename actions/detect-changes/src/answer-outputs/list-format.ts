import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** How `<component>_files` is written; `nul-file` is a file, the others are a text. */
export const LIST_FORMATS = ['none', 'json', 'nul-file', 'shell', 'csv', 'escape'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

/** A format that writes a text. */
export type TextFormat = Exclude<ListFormat, 'none'>

/**
 * The paths as one text. `shell` and `escape` are words for a POSIX shell that
 * stay words: always quoted, and never read as an option. `nul-file` ends each
 * path with a NUL. A byte that is no UTF-8 is a lone surrogate in a path. Throws
 * {@link UserError} on such a byte and on a control character where a format
 * cannot carry it past every shell and every log.
 */
export const listText = (paths: readonly string[], format: TextFormat): string => {
  if (format === 'json') return JSON.stringify(paths)
  if (format === 'nul-file') return paths.map((path) => `${path}\0`).join('')
  const broken = paths.find((path) => /[\p{Cc}\p{Cs}]/u.test(path))
  if (broken !== undefined) {
    const what = broken.isWellFormed() ? 'a control character' : 'bytes that are no UTF-8'
    throw new UserError(
      `The file name '${visible(broken, 200)}' holds ${what}, which 'list-files: ${format}' cannot carry. Use 'list-files: json' or 'list-files: nul-file', or rename the file.`,
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
