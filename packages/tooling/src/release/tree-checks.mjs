import { posix } from 'node:path'
import { parse } from 'yaml'
import { hasUnresolvedImport } from '../unresolved-imports.mjs'
import { deadLinks } from './links.mjs'
import { isReusable, repository, selfReferences } from './rewrites.mjs'

/** @typedef {import('./types.d.mts').TreeFiles} TreeFiles */

/** In bytes, packed: every job that uses any action downloads all of it. */
export const sizeLimit = 3_500_000

/**
 * @param {TreeFiles} files
 * @param {RegExp} name
 * @returns {[string, string][]} path and text
 */
const texts = (files, name) =>
  [...files].flatMap(([path, content]) => (name.test(path) ? [[path, content.toString()]] : []))

/**
 * The programs that a manifest names, by path in the release.
 * @param {string} path of the manifest
 * @param {string} manifest
 * @returns {{ main: string | undefined, post: string | undefined }}
 */
export const programs = (path, manifest) => {
  const runs = parse(manifest)?.runs
  /** @param {unknown} file */
  const resolved = (file) =>
    typeof file === 'string' ? posix.join(posix.dirname(path), file) : undefined
  return { main: resolved(runs?.main), post: resolved(runs?.post) }
}

/** @param {TreeFiles} files @returns {string[]} */
const lostPrograms = (files) =>
  texts(files, /(?:^|\/)action\.yml$/).flatMap(([path, manifest]) => {
    const { main, post } = programs(path, manifest)
    if (main === undefined) return [`${path} names no main program.`]
    return [main, post]
      .filter((file) => file !== undefined && !files.has(file))
      .map((file) => `${path} starts ${file}, which is not there.`)
  })

/** @param {TreeFiles} files @param {string} path of an action's folder or a workflow */
const canBeUsed = (files, path) =>
  files.has(`${path}/action.yml`) ||
  (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) &&
    isReusable(files.get(path)?.toString() ?? ''))

/** @param {TreeFiles} files @returns {string[]} */
const lostReferences = (files) =>
  texts(files, /^\.github\/workflows\//).flatMap(([path, workflow]) =>
    selfReferences(workflow)
      .filter((name) => !canBeUsed(files, name))
      .map((name) => `${path} uses $/${name}, which is not there to be used.`),
  )

const usesOfTags = new RegExp(`\\b${repository}/([\\w./-]+)@v\\d+`, 'g')

/** @param {TreeFiles} files @returns {string[]} */
const lostNames = (files) =>
  texts(files, /\.(?:md|ya?ml)$/).flatMap(([path, text]) =>
    [...text.matchAll(usesOfTags)]
      .filter(([, name = '']) => !canBeUsed(files, name))
      .map(([use]) => `${path} names ${use}, which is not there to be used.`),
  )

/** @param {TreeFiles} files @returns {string[]} */
const lostImports = (files) =>
  texts(files, /\.js$/)
    .filter(([, code]) => hasUnresolvedImport(code))
    .map(([path]) => `${path} imports something that could not be found when it was bundled.`)

/** @param {TreeFiles} files @returns {string[]} */
const strangePaths = (files) =>
  [...files.keys()]
    .filter((path) => posix.normalize(path) !== path || !/^(?!\/|\.\.)[\w./@-]+$/.test(path))
    .map((path) => `${JSON.stringify(path)} is no path for a release.`)

/**
 * Whether all that the files of a release name is in the release.
 * @param {TreeFiles} files
 * @returns {string[]} one sentence for each complaint
 */
export const treeComplaints = (files) => {
  const found = [strangePaths, lostPrograms, lostReferences, lostNames, lostImports, deadLinks]
  const actions = [...files.keys()].filter((path) => /^[^/]+\/action\.yml$/.test(path))
  return [
    ...(actions.length === 0 ? ['There is no action to release.'] : []),
    ...found.flatMap((find) => find(files)),
  ]
}
