import { TaskError } from '../errors.mjs'

/** @typedef {import('./types.d.mts').Change} Change */
/** @typedef {import('./types.d.mts').Commit} Commit */

/** @typedef {[number, number, number]} Version major, minor, patch */

const header = /^([a-z]+)(?:\(([^()\n]*)\))?(!)?: +(\S.*)$/i
const footer = /^BREAKING[ -]CHANGE: +(\S[^\n]*(?:\n(?!\n|[\w-]+: )[^\n]+)*)/m

/**
 * @param {Commit} commit
 * @returns {Change | undefined} undefined when its subject has no type
 * @see https://www.conventionalcommits.org/en/v1.0.0/
 */
export const parseCommit = ({ commit, message }) => {
  const [subject = ''] = message.split('\n')
  const [, type, scope = '', mark, text] = header.exec(subject) ?? []
  if (type === undefined || text === undefined) return undefined
  const [, breaks = ''] = footer.exec(message.slice(subject.length)) ?? []
  const breaking = mark !== undefined || breaks !== ''
  return { type: type.toLowerCase(), scope: scope.trim(), subject: text, breaking, breaks, commit }
}

/**
 * @param {string} text `1.2.3`
 * @returns {Version}
 * @throws {TaskError}
 */
const parseVersion = (text) => {
  const [, ...parts] = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.exec(text) ?? []
  const [major, minor, patch] = parts.map(Number)
  if (major === undefined || minor === undefined || patch === undefined)
    throw new TaskError(`${JSON.stringify(text)} is no version. Write three numbers, as in 1.2.3.`)
  return [major, minor, patch]
}

/** @param {string} one @param {string} other @returns {number} as for `sort` */
export const compareVersions = (one, other) => {
  const right = parseVersion(other)
  return (
    parseVersion(one)
      .map((part, index) => part - (right[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0
  )
}

/**
 * @param {string[]} tags
 * @returns {string | undefined} the highest `vX.Y.Z` without its `v`; other tags do not count
 */
export const lastVersion = (tags) =>
  tags
    .filter((tag) => /^v(?:(?:0|[1-9]\d{0,5})(?:\.(?!$)|$)){3}$/.test(tag))
    .map((tag) => tag.slice(1))
    .sort(compareVersions)
    .at(-1)

/**
 * The version after `last`, by what changed since.
 * @param {string | undefined} last undefined: there is no release yet, the first one is 1.0.0
 * @param {Change[]} changes
 * @returns {string | undefined} undefined when nothing that users see changed
 */
export const nextVersion = (last, changes) => {
  if (last === undefined) return '1.0.0'
  const [major, minor, patch] = parseVersion(last)
  if (changes.some(({ breaking }) => breaking)) return `${major + 1}.0.0`
  if (changes.some(({ type }) => type === 'feat')) return `${major}.${minor + 1}.0`
  if (changes.some(({ type }) => type === 'fix' || type === 'perf'))
    return `${major}.${minor}.${patch + 1}`
  return undefined
}

/**
 * The version to release.
 * @param {string | undefined} wanted
 * @param {string | undefined} last
 * @param {Change[]} changes
 * @returns {string}
 * @throws {TaskError}
 */
export const chooseVersion = (wanted, last, changes) => {
  if (wanted !== undefined) {
    parseVersion(wanted)
    if (last !== undefined && compareVersions(wanted, last) <= 0)
      throw new TaskError(`Version ${wanted} does not come after ${last}, the last release.`)
    return wanted
  }
  const next = nextVersion(last, changes)
  if (next !== undefined) return next
  throw new TaskError(
    `Nothing that users see changed since v${last}: no commit of type feat, fix or perf. To release all the same, name the version with --version.`,
  )
}
