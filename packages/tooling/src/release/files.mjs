import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { TaskError } from '../errors.mjs'
import { withSharedChunks } from './chunks.mjs'
import { withLinks } from './links.mjs'
import { rootManifest } from './rewrites.mjs'

/** @typedef {import('./types.d.mts').TreeFiles} TreeFiles */

/** Carried when they are there. */
const documents = ['README.md', 'action-catalog.md', 'LICENSE', 'SECURITY.md', 'CHANGELOG.md']

/** Names that an action answers to besides its own. */
const aliases = new Map([['docker-cache', ['docker-registry-cache-build']]])

/** After which no action can be named: each has a folder at the root, and one in dist/. */
const reserved = ['actions', 'dist', 'docs', '.github', '.git', 'chunks']

/**
 * @param {string} root
 * @param {string} path
 * @throws {TaskError} on a link or a device: a release holds files and nothing that leads out of it
 */
const readPlain = (root, path) => {
  const file = join(root, path)
  if (!lstatSync(file).isFile() || realpathSync(file) !== join(realpathSync(root), path))
    throw new TaskError(
      `${path} is no ordinary file, and a release holds nothing else. Replace it.`,
    )
  return readFileSync(join(root, path))
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} paths relative to the root, sorted; none when there is no such folder
 */
const pathsBelow = (root, folder) => {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? pathsBelow(root, path) : [path]
    })
    .sort()
}

/**
 * The actions that can be used: a folder that is only prepared has no action.yml.
 * @param {string} root
 * @returns {string[]} names, sorted
 */
const releasedActions = (root) =>
  readdirSync(join(root, 'actions'))
    .filter((name) => existsSync(join(root, 'actions', name, 'action.yml')))
    .sort()

/** @param {string} root @param {string} name @returns {[string, Buffer][]} */
const actionFiles = (root, name) => {
  if (reserved.includes(name))
    throw new TaskError(
      `actions/${name} cannot be released: ${name}/ has another use in a release.`,
    )
  const folder = `actions/${name}`
  const manifest = readPlain(root, `${folder}/action.yml`)
  const moved = Buffer.from(rootManifest(manifest.toString()))
  const readme = `${folder}/README.md`
  return [
    [`${folder}/action.yml`, manifest],
    ...(existsSync(join(root, readme))
      ? [/** @type {[string, Buffer]} */ ([readme, readPlain(root, readme)])]
      : []),
    ...[name, ...(aliases.get(name) ?? [])].map(
      (each) => /** @type {[string, Buffer]} */ ([`${each}/action.yml`, moved]),
    ),
  ]
}

/**
 * What a release holds, from the work tree, committed or not: bundles,
 * workflows, documents, and each action in `actions/` and at the root. What
 * several bundles have alike is in it once.
 * Links of documents to what a release does not hold lead to the sources.
 * @param {string} root
 * @param {string} source commit or branch that such links name
 * @returns {TreeFiles} sorted by path
 */
export const releaseFiles = (root, source) => {
  const copied = [
    ...documents.filter((path) => existsSync(join(root, path))),
    ...pathsBelow(root, 'dist'),
    ...pathsBelow(root, 'docs'),
    // All of them, also those that nobody can call: GitHub lets the token of a run push a commit only where its
    // workflows are, byte for byte, those of a branch.
    ...pathsBelow(root, '.github/workflows'),
  ]
  /** @type {[string, Buffer][]} */
  const entries = [
    ...copied.map((path) => /** @type {[string, Buffer]} */ ([path, readPlain(root, path)])),
    ...releasedActions(root).flatMap((name) => actionFiles(root, name)),
  ]
  return withLinks(withSharedChunks(new Map(entries)), root, source)
}
