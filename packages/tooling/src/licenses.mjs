import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @typedef {{ name: string, version: string, license: string, text: string }} Notice */

const noticeFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i

/**
 * The package that a file belongs to: the nearest folder above it whose
 * package.json has a name and a version (some packages nest others that only say
 * which module format they use).
 * @param {string} file absolute
 * @returns {string | undefined}
 */
const packageOf = (file) => {
  const folder = dirname(file)
  if (folder === file || !file.includes('node_modules')) return undefined
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) {
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'))
    if (name && version) return folder
  }
  return packageOf(folder)
}

/** @param {string} folder @returns {Notice} */
const noticeOf = (folder) => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { name, version, license = '' } = manifest
  const files = readdirSync(folder).filter((file) => noticeFile.test(file))
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return { name, version, license: String(license), text: texts.join('\n\n') }
}

/**
 * The licences of all packages that have a module in a bundle; packages that
 * share a text, as those of one SDK do, are named above it together. (ncc's own
 * list leaves out every module that webpack merges into another one.)
 * @param {Iterable<string>} modules absolute paths of the bundled files
 * @returns {string} sorted by package
 */
export const licensesText = (modules) => {
  const folders = new Set([...modules].map(packageOf).filter((folder) => folder !== undefined))
  /** @type {Map<string, Set<string>>} */
  const packages = new Map()
  for (const { name, version, license, text } of [...folders].map(noticeOf)) {
    const terms = [license, '', text].join('\n').trim().replaceAll('\r\n', '\n')
    packages.set(terms, (packages.get(terms) ?? new Set()).add(`${name} ${version}`))
  }
  if (packages.size === 0) return 'This bundle holds no code of other projects.\n'
  const notices = [...packages].map(([terms, names]) => [...[...names].sort(), terms].join('\n'))
  return `${notices.sort().join('\n\n\n')}\n`
}
