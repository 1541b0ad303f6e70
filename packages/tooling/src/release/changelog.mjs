/** @typedef {import('./types.d.mts').Change} Change */

const longest = 300

/** What makes markup of a line, math and entities of GitHub included. */
const markup = /[\\`*_{}[\]<>|~$&]/g

/** Characters that cannot be seen or that turn the direction of what follows. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu

/**
 * Text of a commit for one line of Markdown: shown as it was written, without
 * markup, and mentioning nobody.
 * @param {string} text hostile
 * @returns {string}
 */
export const plainText = (text) => {
  const line = text.replace(unseen, ' ').replace(/\s+/g, ' ').trim()
  const letters = [...line]
  const short = letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : line
  return short
    .replace(markup, '\\$&')
    .replace(/^(?=[#+=-])/, '\\')
    .replace(/^(\d+)(?=[.)])/, '$1\\')
    .replaceAll('@', '@<!-- -->') // GitHub links and notifies who is named
}

/** @param {Change} change */
const item = ({ scope, subject, breaks, commit }) => {
  const text = plainText(breaks === '' ? subject : `${subject}: ${breaks}`)
  const of = plainText(scope)
  return `- ${of === '' ? '' : `**${of}**: `}${text} (${commit.slice(0, 10)})`
}

/** @type {[string, (change: Change) => boolean][]} */
const groups = [
  ['Breaking changes', ({ breaking }) => breaking],
  ['Features', ({ type, breaking }) => type === 'feat' && !breaking],
  ['Fixes', ({ type, breaking }) => type === 'fix' && !breaking],
  ['Performance', ({ type, breaking }) => type === 'perf' && !breaking],
]

/**
 * What changed for users, by kind and scope.
 * @param {Change[]} changes
 * @returns {string} Markdown without a heading for the release
 */
export const releaseNotes = (changes) => {
  const parts = groups.flatMap(([title, belongs]) => {
    const items = changes
      .filter(belongs)
      .sort((one, other) => (one.scope < other.scope ? -1 : Number(one.scope > other.scope)))
      .map(item)
    return items.length === 0 ? [] : [`### ${title}\n\n${items.join('\n')}`]
  })
  return `${parts.length > 0 ? parts.join('\n\n') : 'No change that users see.'}\n`
}

const title = '# Changelog\n'

/**
 * @param {{ version: string, date: string, notes: string }} release the date as `2026-11-22`
 * @param {string} before the changelog of the last release; empty for the first one
 * @returns {string}
 */
export const changelog = ({ version, date, notes }, before) => {
  const older = before.startsWith(title) ? before.slice(title.length) : `\n${before}`
  const rest = older.trim() === '' ? '' : `\n${older.trim()}\n`
  return `${title}\n## ${version} (${date})\n\n${notes}${rest}`
}
