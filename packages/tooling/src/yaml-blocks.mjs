/** A fence may stand in a list, so its lines may be indented as it is. */
const fences = /^( *)```ya?ml([^\n]*)\n(.*?)^\1```[ \t]*$/gms

/**
 * @typedef {object} YamlBlock
 * @property {string} yaml without the indentation of its fence
 * @property {number} line of its first line, from 1
 * @property {string} note what stands after `yaml` at its fence; nobody sees it in the page
 */

/**
 * The blocks of a Markdown file that are fenced as YAML.
 * @param {string} markdown
 * @returns {YamlBlock[]}
 */
export const yamlBlocks = (markdown) =>
  [...markdown.matchAll(fences)].map(({ index, 1: indent = '', 2: note = '', 3: body = '' }) => ({
    yaml: body.replace(new RegExp(`^ {0,${indent.length}}`, 'gm'), ''),
    line: markdown.slice(0, index).split('\n').length + 1,
    note: note.trim(),
  }))

/**
 * The first block that holds a text.
 * @param {string} markdown
 * @param {string} text
 * @returns {string | undefined}
 */
export const blockWith = (markdown, text) =>
  yamlBlocks(markdown).find(({ yaml }) => yaml.includes(text))?.yaml
