import { mkdtempSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { must, run } from '../processes.mjs'

/** @typedef {import('../types.d.mts').Environment} Environment */

/** Enough for the messages of some ten thousand commits. */
const keptBytes = 64 * 1024 * 1024

/**
 * What git says, without the white space around it.
 * @param {string} root
 * @param {string[]} args
 * @param {Environment} [more] environment besides this process's
 * @returns {Promise<string>}
 * @throws {TaskError} when git fails
 */
export const git = async (root, args, more = {}) => {
  const env = { ...process.env, ...more }
  return (await must('git', args, { cwd: root, env, keptBytes })).stdout.trim()
}

/**
 * @param {string} root
 * @param {string[]} args of a git command that answers by its exit code
 */
export const gitSucceeds = async (root, args) => (await run('git', args, { cwd: root })).code === 0

/**
 * @param {string} root
 * @param {string | undefined} since tag; undefined: from the first one
 * @returns {Promise<import('./types.d.mts').Commit[]>} newest first, without merges
 */
export const commitsSince = async (root, since) => {
  const range = since === undefined ? 'HEAD' : `refs/tags/${since}..HEAD`
  const said = await git(root, ['log', '-z', '--no-merges', '--format=%H%n%B', range, '--'])
  return said
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => ({ commit: entry.slice(0, 40), message: entry.slice(41) }))
}

/**
 * Where objects of a trial go: git reads those of the repository besides.
 * @param {string} root
 * @param {string} folder
 * @returns {Promise<Environment>}
 */
export const trialObjects = async (root, folder) => ({
  GIT_OBJECT_DIRECTORY: folder,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: resolve(
    root,
    await git(root, ['rev-parse', '--git-path', 'objects']),
  ),
})

/** @typedef {import('./types.d.mts').Content} Content */

/**
 * Makes a commit of files, byte for byte, without touching index, work tree or
 * branches. The same content gives the same commit.
 * @param {string} root
 * @param {Content} content
 * @param {Environment} [env]
 * @returns {Promise<string>} full id
 */
export const commitFiles = async (root, { folder, paths, source, message, scratch }, env = {}) => {
  const files = paths.map((path) => join(folder, path))
  const hashed = await git(root, ['hash-object', '-w', '--no-filters', '--', ...files], env)
  const ids = hashed.split('\n')
  const index = { ...env, GIT_INDEX_FILE: join(mkdtempSync(join(scratch, 'index-')), 'index') }
  const entries = paths.flatMap((path, at) => ['--cacheinfo', `100644,${ids[at]},${path}`])
  await git(root, ['update-index', '--add', ...entries], index)
  const tree = await git(root, ['write-tree'], index)
  const date = await git(root, ['show', '--no-patch', '--format=%cI', source])
  return git(root, ['commit-tree', tree, '-p', source, '-m', message], {
    ...env,
    GIT_AUTHOR_NAME: 'ci-kit release',
    GIT_AUTHOR_EMAIL: 'release@ci-kit.invalid',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'ci-kit release',
    GIT_COMMITTER_EMAIL: 'release@ci-kit.invalid',
    GIT_COMMITTER_DATE: date,
  })
}

/**
 * Packs a commit as `git archive <commit> | gzip` does.
 * @param {string} root
 * @param {string} commit
 * @param {{ tar: string, prefix?: string, env?: Environment }} options the file to write, without `.gz`
 * @returns {Promise<number>} bytes of `<tar>.gz`
 */
export const pack = async (root, commit, { tar, prefix, env }) => {
  const folder = prefix === undefined ? [] : [`--prefix=${prefix}/`]
  await git(root, ['archive', '--format=tar', ...folder, `--output=${tar}`, commit], env)
  await must('gzip', ['--no-name', tar])
  return statSync(`${tar}.gz`).size
}
