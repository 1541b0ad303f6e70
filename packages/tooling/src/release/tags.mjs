import { execFileSync } from 'node:child_process'
import { TaskError } from '../errors.mjs'
import { run } from '../processes.mjs'
import { git, gitSucceeds } from './git.mjs'

/** @param {string} root @param {string} tag */
export const tagExists = (root, tag) =>
  gitSucceeds(root, ['rev-parse', '--quiet', '--verify', `refs/tags/${tag}`])

/** @param {string} root @param {string} name @returns {Promise<string>} empty when it is not set */
const setting = async (root, name) =>
  (await run('git', ['config', '--get', name], { cwd: root })).stdout.trim()

/** @param {string} root @returns {Promise<boolean>} whether git has a key to sign with */
const hasKey = async (root) =>
  (await setting(root, 'user.signingKey')) !== '' || (await setting(root, 'tag.gpgSign')) === 'true'

/** @param {string} tag @param {boolean} move @returns {string[]} arguments of git that push it */
export const pushArguments = (tag, move) => [
  'push',
  ...(move ? ['--force'] : []),
  'origin',
  `refs/tags/${tag}`,
]

/** git 2.39 ends well, with a tag that is not signed, where it cannot read an SSH key. */
const signature = /^-----BEGIN (?:(?:SSH|PGP) SIGNATURE|(?:PGP|SIGNED) MESSAGE)-----$/m

/**
 * @param {string} root
 * @param {string} tag
 */
const requireSignature = async (root, tag) => {
  if (!signature.test(await git(root, ['cat-file', 'tag', `refs/tags/${tag}`])))
    throw new TaskError(
      `git could not sign ${tag} with its user.signingKey. Give it a key that it can read, or unset user.signingKey.`,
    )
}

/**
 * Makes an annotated tag, signed where git has a key, and pushes it to
 * `origin` where that is wanted. A failure leaves the tag as it was.
 * @param {string} root
 * @param {{ tag: string, commit: string, message: string, move: boolean, push: boolean }} wanted
 * `move` an existing one; without it an existing one is an error
 * @returns {Promise<boolean>} whether it is signed
 */
export const putTag = async (root, { tag, commit, message, move, push }) => {
  const ref = `refs/tags/${tag}`
  const before = (await tagExists(root, tag)) ? await git(root, ['rev-parse', ref]) : undefined
  const sign = await hasKey(root)
  const kind = [sign ? '--sign' : '--annotate', ...(move ? ['--force'] : [])]
  await git(root, ['tag', ...kind, '--message', message, tag, commit])
  try {
    if (sign) await requireSignature(root, tag)
    if (push) await git(root, pushArguments(tag, move))
    return sign
  } catch (error) {
    // not by `run`, which starts nothing once somebody interrupted
    execFileSync('git', ['update-ref', ...(before === undefined ? ['-d', ref] : [ref, before])], {
      cwd: root,
    })
    throw error
  }
}
