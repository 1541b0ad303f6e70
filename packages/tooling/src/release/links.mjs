import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { repository } from './rewrites.mjs'

/** @typedef {import('./types.d.mts').TreeFiles} TreeFiles */

/** Code, in which nothing is a link; a link in line; a link in a definition. */
const linksAndCode =
  /(^[ \t]*(`{3,}|~{3,})[\s\S]*?^[ \t]*\2[`~]*[ \t]*$|(`+)(?!`)[\s\S]*?(?<!`)\3(?!`))|(\]\(|^\[[^\]\n]+\]:[ \t]+)([^)\s]+)/gm

/**
 * @param {string} markdown
 * @param {(target: string) => string} becomes
 * @returns {string}
 */
const mapLinks = (markdown, becomes) =>
  markdown.replace(linksAndCode, (all, code, _fence, _ticks, before, target) =>
    code === undefined ? `${before}${becomes(target)}` : all,
  )

/** @param {string} target @returns {boolean} whether it is a path, not an address or a heading */
const isPath = (target) => !/^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i.test(target)

/** @param {string} from path of the document @param {string} target */
const pathOf = (from, target) => {
  const [path = ''] = target.split(/[#?]/)
  const joined = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path)
  return posix.normalize(joined).replace(/\/$/, '')
}

/**
 * Whether a release holds a file or folder.
 * @param {TreeFiles} files
 * @param {string} path
 */
const holds = (files, path) =>
  path === '.' || files.has(path) || [...files.keys()].some((each) => each.startsWith(`${path}/`))

/** @param {string} root @param {string} path @param {string} source */
const addressOf = (root, path, source) => {
  const kind = statSync(join(root, path)).isDirectory() ? 'tree' : 'blob'
  return `https://github.com/${repository}/${kind}/${source}/${path}`
}

/**
 * Points links to files of the repository that are not in the release to a
 * commit that holds them.
 * @param {TreeFiles} files
 * @param {string} root
 * @param {string} source commit or branch
 * @returns {TreeFiles}
 */
export const withLinks = (files, root, source) =>
  new Map(
    [...files].map(([path, content]) => {
      if (!path.endsWith('.md')) return [path, content]
      const text = mapLinks(content.toString(), (target) => {
        const wanted = pathOf(path, target)
        if (!isPath(target) || holds(files, wanted) || wanted.startsWith('..')) return target
        if (!existsSync(join(root, wanted))) return target
        return `${addressOf(root, wanted, source)}${target.match(/#.*$/)?.[0] ?? ''}`
      })
      return [path, Buffer.from(text)]
    }),
  )

/**
 * @param {TreeFiles} files
 * @returns {string[]} one sentence for each link that leads nowhere
 */
export const deadLinks = (files) =>
  [...files]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([path, content]) => {
      /** @type {string[]} */
      const dead = []
      mapLinks(content.toString(), (target) => {
        if (isPath(target) && !holds(files, pathOf(path, target))) dead.push(target)
        return target
      })
      return dead.map((target) => `${path} links to ${target}, which is not there.`)
    })
