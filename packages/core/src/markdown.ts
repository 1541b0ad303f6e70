import { visible } from './log.ts'

/** Characters with a meaning inside a line, and the parts that make a bare address a link. */
const SPECIAL = /[\\`*_{}[\]<>#|~&@$^!]|:(?=\/\/)|(?<=www)\.|^[-+=]|^\d+[.)]/gi

/** Text from outside as inert Markdown on one line: no markup, links, mentions or HTML. */
export const plain = (text: string): string =>
  visible(text).replace(SPECIAL, (match) => match.replace(/.$/, encoded))

const encoded = (character: string): string => `&#${character.codePointAt(0)};`

/** Text from outside in a fixed-width font; inert inside a table cell too. */
export const code = (text: string): string => `<code>${plain(text)}</code>`

/** A table in GitHub's Markdown. Cells are Markdown already: pass text from outside through {@link plain} or {@link code}. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
