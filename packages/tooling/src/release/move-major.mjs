import { TaskError } from '../errors.mjs'
import { remark } from '../progress.mjs'
import { git } from './git.mjs'
import { pushArguments, putTag, tagExists } from './tags.mjs'

/** @param {string} root @param {string} tag @returns {Promise<string>} the commit of a release */
const releasedCommit = async (root, tag) => {
  if (!/^v\d+\.\d+\.\d+$/.test(tag))
    throw new TaskError(`${JSON.stringify(tag)} is no tag of a release. Write it as v1.2.3.`)
  if (!(await tagExists(root, tag)))
    throw new TaskError(`There is no tag ${tag}. Run \`git fetch --tags\`, or release it first.`)
  const commit = await git(root, ['rev-parse', `refs/tags/${tag}^{commit}`])
  const subject = await git(root, ['show', '--no-patch', '--format=%s', commit])
  if (subject !== `release: ${tag}`)
    throw new TaskError(`${tag} holds no tree of a release. Make it with \`npm run release\`.`)
  return commit
}

/**
 * Moves `vX`, which users follow, to a release of that major version, also to
 * an older one: that is the way back.
 * @param {string} root
 * @param {string} tag such as `v1.2.3`
 * @param {boolean} push
 * @throws {TaskError} when there is no such release
 */
export const moveMajor = async (root, tag, push) => {
  const commit = await releasedCommit(root, tag)
  const major = tag.slice(0, tag.indexOf('.'))
  await putTag(root, { tag: major, commit, message: `ci-kit ${tag}`, move: true, push })
  remark(major, `is ${tag} now, ${commit}`)
  if (!push) remark('next', `git ${pushArguments(major, true).join(' ')}`)
}
