import { posix } from 'node:path'
import { visible } from '@ci-kit/core/log'
import type { Doubt } from './doubt.ts'

/** One line of a .dockerignore after Docker's own tidying. */
export type IgnoreLine = { readonly path: string; readonly exception: boolean }

/** Go's bufio.Scanner gives up on longer ones, and the build fails. */
const LONGEST_LINE = 65_535

/** What Go's scanners treat in their own way: control characters, byte order marks, what was no UTF-8. */
const STRANGE = /(?![\t\v\f\r])\p{Cc}|[\ufeff\ufffd]/u

/**
 * The patterns of a .dockerignore: comments, white space, `./` and leading
 * slashes gone (`ReadAll` of github.com/moby/patternmatcher/ignorefile). A
 * file that Docker refuses is a doubt.
 */
export const ignoreLines = (text: string): readonly IgnoreLine[] | Doubt => {
  const lines: IgnoreLine[] = []
  for (const raw of text.replace(/^\ufeff/, '').split('\n')) {
    if (Buffer.byteLength(raw) > LONGEST_LINE)
      return { doubt: 'a line that is too long for Docker' }
    if (raw.startsWith('#')) continue
    if (STRANGE.test(raw)) return unreadable(raw)
    const pattern = raw.trim()
    if (pattern === '') continue
    const line = asMatched(
      pattern.startsWith('!') ? `!${tidy(pattern.slice(1).trim())}` : tidy(pattern),
    )
    if (line.exception && line.path === '')
      return { doubt: 'an exception without a path, which Docker refuses' }
    lines.push(line)
  }
  return lines
}

/** `New` of patternmatcher trims and cleans what it is given once more, and only then looks for the `!`. */
const asMatched = (line: string): IgnoreLine => {
  const path = cleaned(line.trim())
  return path.startsWith('!')
    ? { path: path.slice(1), exception: true }
    : { path, exception: false }
}

const tidy = (path: string): string => {
  const clean = path === '' ? '' : cleaned(path)
  return clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean
}

/** Go's filepath.Clean. */
const cleaned = (path: string): string => {
  const clean = posix.normalize(path)
  return clean.length > 1 ? clean.replace(/\/$/, '') : clean
}

const unreadable = (line: string): Doubt => ({
  doubt: `the line '${visible(line, 60)}', which holds control characters or is no UTF-8 text`,
})
