/** Runs of backticks delimit code, in which nothing needs an escape but `|` (GFM tables). */
const codeSpans = /(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g

/** @param {string} text */
const plain = (text) => text.replace(/[\\*_<>[\]|]/g, '\\$&')

/**
 * A manifest's text for a paragraph or a table cell: one line; code spans
 * stay code, everything else is shown as it was written.
 * @param {string} text
 * @returns {string}
 */
export const cell = (text) => {
  const line = text.trim().replace(/\s+/g, ' ')
  let done = 0
  let result = ''
  for (const span of line.matchAll(codeSpans)) {
    result += plain(line.slice(done, span.index)) + span[0].replaceAll('|', '\\|')
    done = span.index + span[0].length
  }
  return result + plain(line.slice(done))
}

/**
 * A value as code in a table cell, one line of code for each of its lines.
 * @param {string} value
 * @returns {string} empty for an empty value
 */
export const code = (value) =>
  value
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length))
      const fence = '`'.repeat(longest + 1)
      const gap = longest > 0 ? ' ' : ''
      return `${fence}${gap}${line.trim().replaceAll('|', '\\|')}${gap}${fence}`
    })
    .join('<br>')

/**
 * @param {string[]} header
 * @param {string[][]} rows cells, escaped already
 * @returns {string} without a line break at its end
 */
export const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/**
 * @param {string} title
 * @param {string[]} items
 * @returns {string[]} one paragraph with the items as code; none when there is no item
 */
export const listed = (title, items) =>
  items.length === 0 ? [] : [`${title}: ${items.map(code).join(', ')}`]

/**
 * A block of YAML, fenced longer than any run of backticks in it.
 * @param {string} yaml
 * @returns {string} without a line break at its end
 */
export const fenced = (yaml) => {
  const longest = Math.max(2, ...[...yaml.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}yaml\n${yaml.trimEnd()}\n${fence}`
}

/**
 * Replaces what is between `<!-- name:start -->` and `<!-- name:end -->`.
 * A text without the two comments stays as it is.
 * @param {string} text
 * @param {string} name
 * @param {string} content
 * @param {string} file for the message
 * @returns {string}
 * @throws {Error} when only one of the comments is there, or one is there twice
 */
export const between = (text, name, content, file) => {
  const start = `<!-- ${name}:start -->`
  const end = `<!-- ${name}:end -->`
  const [before = '', inside, ...more] = text.split(start)
  if (inside === undefined && !text.includes(end)) return text
  const [, after, ...rest] = (inside ?? '').split(end)
  if (after === undefined || more.length > 0 || rest.length > 0 || before.includes(end))
    throw new Error(`${file} must hold ${start} and ${end} once each, in this order.`)
  return `${before}${start}\n${content}\n${end}${after}`
}
