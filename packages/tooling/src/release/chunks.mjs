import { createHash } from 'node:crypto'
import { posix } from 'node:path'

/** @typedef {import('./types.d.mts').TreeFiles} TreeFiles */

const folder = 'dist/chunks'

/** In bytes. What is smaller saves less than it is worth to look in two places. */
const worthSharing = 4096

/**
 * What a bundle loads later, and nothing that looks for a file beside itself.
 * @param {string} path
 * @param {Buffer} content
 */
const isChunk = (path, content) =>
  /^dist\/[^/]+\/\d+\.\w+\.js$/.test(path) &&
  content.length >= worthSharing &&
  !/require\(\s*["'`]\.{1,2}\//.test(content.toString())

/**
 * The id that git gives a file, by which it can be compared with its source by git alone.
 * @param {Buffer} content
 */
const blobId = (content) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')

/**
 * Puts chunks that several bundles have alike into `dist/chunks/<git id>.cjs`, once,
 * and leaves in their places a line that loads it. Bundles of actions stand by
 * themselves in the sources, so that each is made and tried alone; a release
 * is downloaded whole. Same bytes name the same modules, by ids that are
 * made of their paths. `.ci/compare-release` knows this form.
 * @param {TreeFiles} files
 * @returns {TreeFiles} sorted by path
 */
export const withSharedChunks = (files) => {
  const ids = new Map(
    [...files].flatMap(([path, content]) =>
      isChunk(path, content) ? [/** @type {const} */ ([path, blobId(content)])] : [],
    ),
  )
  const known = [...ids.values()]
  const isShared = (/** @type {string | undefined} */ id) =>
    id !== undefined && known.indexOf(id) !== known.lastIndexOf(id)
  /** @type {TreeFiles} */
  const shared = new Map()
  for (const [path, content] of files) {
    const id = ids.get(path)
    if (!isShared(id)) shared.set(path, content)
    else {
      const file = `${folder}/${id}.cjs`
      shared.set(file, content)
      const way = posix.relative(posix.dirname(path), file)
      shared.set(path, Buffer.from(`module.exports=require('${way}')\n`))
    }
  }
  return new Map([...shared].sort(([one], [other]) => (one < other ? -1 : 1)))
}
