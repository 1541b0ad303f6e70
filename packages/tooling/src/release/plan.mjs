import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TaskError } from '../errors.mjs'
import { changelog, releaseNotes } from './changelog.mjs'
import { chooseVersion, lastVersion, parseCommit } from './commits.mjs'
import { commitsSince, git, gitSucceeds } from './git.mjs'
import { tagExists } from './tags.mjs'

/** @typedef {import('./types.d.mts').Plan} Plan */

/**
 * @param {string} root
 * @throws {TaskError} when what is here is not what main holds
 */
export const requireClean = async (root) => {
  const changed = await git(root, ['status', '--porcelain', '--untracked-files=all'])
  if (changed !== '')
    throw new TaskError(`The work tree has changes. Commit them, or use --dry-run:\n${changed}`)
  const branch = await git(root, ['rev-parse', '--abbrev-ref', 'HEAD'])
  if (branch !== 'main')
    throw new TaskError(`This is ${branch}, and releases are made from main. Use --dry-run here.`)
}

/** @param {string} root @param {string | undefined} last */
const requireHistory = async (root, last) => {
  if ((await git(root, ['rev-parse', '--is-shallow-repository'])) === 'true')
    throw new TaskError(
      'This clone is shallow, and a release needs all commits and tags. Run `git fetch --unshallow --tags`, or set `fetch-depth: 0` for actions/checkout.',
    )
  if (last === undefined) return
  const source = `refs/tags/v${last}^{commit}^`
  if (!(await gitSucceeds(root, ['merge-base', '--is-ancestor', source, 'HEAD'])))
    throw new TaskError(`v${last} was not made from a commit of this branch. Update the branch.`)
}

/** @param {string} root @param {string | undefined} last @returns {Promise<string>} */
const changelogBefore = async (root, last) => {
  const object = `refs/tags/v${last}:CHANGELOG.md`
  if (last !== undefined && (await gitSucceeds(root, ['cat-file', '-e', object])))
    return git(root, ['cat-file', 'blob', object])
  const file = join(root, 'CHANGELOG.md')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/**
 * @param {string} root
 * @param {string | undefined} wanted version; undefined: the one after the last, by the commits since
 * @returns {Promise<Plan>}
 * @throws {TaskError} when there is nothing to release, or the tag exists
 */
export const planRelease = async (root, wanted) => {
  const last = lastVersion((await git(root, ['tag', '--list', 'v*'])).split('\n'))
  await requireHistory(root, last)
  const commits = await commitsSince(root, last && `v${last}`)
  const changes = commits.flatMap((commit) => parseCommit(commit) ?? [])
  const version = chooseVersion(wanted, last, changes)
  const tag = `v${version}`
  if (await tagExists(root, tag))
    throw new TaskError(`There is a tag ${tag} already, and a release is never overwritten.`)
  const source = await git(root, ['rev-parse', 'HEAD'])
  const seconds = Number(await git(root, ['show', '--no-patch', '--format=%ct', source]))
  const date = new Date(seconds * 1000).toISOString().slice(0, 10)
  const notes = releaseNotes(changes)
  const text = changelog({ version, date, notes }, await changelogBefore(root, last))
  return { tag, version, source, notes, changelog: text }
}

/**
 * Files of a release that are in the work tree and not in git.
 * @param {string} root
 * @param {Iterable<string>} paths
 * @returns {Promise<string[]>} one sentence each
 */
export const untracked = async (root, paths) => {
  const tracked = new Set((await git(root, ['ls-files', '-z'])).split('\0'))
  return [...paths]
    .filter((path) => existsSync(resolve(root, path)) && !tracked.has(path))
    .map((path) => `${path} is not committed.`)
}
