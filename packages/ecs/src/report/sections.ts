import { visible } from '@ci-kit/core/log'
import { code, fenced, plain } from '@ci-kit/core/markdown'

const LINE_LIMIT = 300
/** Twice what ECS takes for names. */
const NAME_LIMIT = 512
/** Above the longest reason of a diagnosis, so that nothing is cut twice. */
const TEXT_LIMIT = 1_200
const NOTE = '> More was left out, because a job summary may hold 1,024 KiB at most.'

/**
 * The sections that fit, whole and in their order, so the most important come
 * first. What was left out is said. Empty ones do not count.
 */
export const fitting = (sections: readonly string[], limitBytes: number): string => {
  const kept: string[] = []
  let room = limitBytes - Buffer.byteLength(NOTE)
  const wanted = sections.filter((section) => section !== '')
  for (const section of wanted) {
    const bytes = Buffer.byteLength(section) + '\n\n'.length
    if (bytes > room) continue
    room -= bytes
    kept.push(section)
  }
  return [...kept, ...(kept.length < wanted.length ? [NOTE] : [])].join('\n\n')
}

/** A name from outside in a fixed-width font, cut. */
export const nameCell = (text: string): string => code(visible(text, NAME_LIMIT))

/** A text from outside as a cell or a sentence, cut. */
export const textCell = (text: string): string => plain(visible(text, TEXT_LIMIT))

/** Lines from outside as a block of code, at most `most` of them and each cut; '' without lines. */
export const block = (language: string, lines: readonly string[], most: number): string => {
  if (lines.length === 0) return ''
  const more = lines.length - most
  const shown = lines.slice(0, most).map((line) => visible(line, LINE_LIMIT))
  return fenced(language, [...shown, ...(more > 0 ? [`(${more} more lines)`] : [])].join('\n'))
}

/** Markdown behind a line to click on; '' stays ''. `title` is text. */
export const folded = (title: string, markdown: string): string =>
  markdown === '' ? '' : `<details><summary>${plain(title)}</summary>\n\n${markdown}\n\n</details>`
