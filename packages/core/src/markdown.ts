import { visible } from './log.ts'

/** Characters with a meaning inside a line, and the parts that make a bare address a link. */
const SPECIAL = /[\\`*_{}[\]<>#|~&@$^!]|:(?=\/\/)|(?<=www)\.|^[-+=]|^\d+[.)]/gi

/**
 * Text from outside as inert Markdown on one line: no markup, links, mentions
 * or HTML. GitHub looks for addresses, mentions and issue numbers after it has
 * decoded the character references (cmark-gfm, autolink.c, postprocess), so @
 * and # are followed by a space of no width.
 */
export const plain = (text: string): string => inert(text).replace(/&#(?:35|64);/g, '$&&#8203;')

const inert = (text: string): string =>
  visible(text).replace(SPECIAL, (match) => match.replace(/.$/, encoded))

const encoded = (character: string): string => `&#${character.codePointAt(0)};`

/**
 * Text from outside in a fixed-width font; inert inside a table cell too.
 * GitHub looks for no mentions in code, and an empty comment, which it drops,
 * is enough to part a mail address: the text stays as it is for copying.
 */
export const code = (text: string): string =>
  `<code>${inert(text).replaceAll('&#64;', '&#64;<!-- -->')}</code>`

/** A table in GitHub's Markdown. Cells are Markdown already: pass text from outside through {@link plain} or {@link code}. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

/** What ends a link's address in Markdown, or a cell of a table, and an address may hold. */
const ENDS = /[()|\\`<>"'[\]*_~\s]/g

/**
 * A link; the text is Markdown already. Without an address of http or https it
 * is the text alone.
 */
export const link = (text: string, address: string): string => {
  if (!URL.canParse(address)) return text
  const { protocol, href } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return text
  return `[${text}](${href.replace(ENDS, percentEncoded)})`
}

const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** Text as a block of code. The fence is longer than any run of backticks in it, so nothing closes it early. */
export const fenced = (language: string, text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
