import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { TaskError } from '../errors.mjs'
import { remark, step } from '../progress.mjs'
import { releaseFiles } from './files.mjs'
import { commitFiles, pack, trialObjects } from './git.mjs'
import { planRelease, requireClean, untracked } from './plan.mjs'
import { smoke } from './smoke.mjs'
import { pushArguments, putTag } from './tags.mjs'
import { sizeLimit, treeComplaints } from './tree-checks.mjs'
import { requireEmpty, writeFiles } from './write.mjs'

/** @typedef {import('./types.d.mts').MakeOptions} MakeOptions */
/** @typedef {import('./types.d.mts').Plan} Plan */

/**
 * @typedef {object} Release
 * @property {string} tag
 * @property {string} version
 * @property {string} commit full id of the release's commit
 * @property {string} source full id of the commit that it is made from
 * @property {number} bytes of `git archive <commit> | gzip`
 */

/**
 * What a release needs of its surroundings.
 * @typedef {object} Ports
 * @property {string} node the program that actions run on
 * @property {(root: string) => Promise<string[]>} bundleComplaints whether bundles match the sources
 */

/** @param {string[]} complaints */
const refuse = (complaints) => {
  if (complaints.length > 0) throw new TaskError(complaints.join('\n'))
}

/**
 * @param {string} root
 * @param {Plan} plan
 * @param {boolean} dryRun what is not committed may be in it
 */
const checkedFiles = async (root, plan, dryRun) => {
  const files = releaseFiles(root, plan.source)
  if (!dryRun) refuse(await untracked(root, files.keys()))
  files.set('CHANGELOG.md', Buffer.from(plan.changelog))
  refuse(treeComplaints(files))
  return files
}

/**
 * Puts the release together in a folder of its own, `tree/` and two files beside it.
 * @param {string} root
 * @param {Plan} plan
 * @param {{ stage: string, scratch: string, dryRun: boolean, ports: Ports }} where
 * @returns {Promise<{ release: Release, content: import('./types.d.mts').Content }>}
 */
const stageRelease = async (root, plan, { stage, scratch, dryRun, ports }) => {
  const files = await checkedFiles(root, plan, dryRun)
  const folder = join(stage, 'tree')
  writeFiles(files, folder)
  await step({ title: 'smoke test', why: 'start every action of the tree' }, async () =>
    refuse(await smoke(folder, ports.node)),
  )
  const { tag, version, source } = plan
  const message = `release: ${tag}\n\nGenerated from ${source}.`
  const content = { folder, paths: [...files.keys()], source, message, scratch }
  const env = await trialObjects(root, join(scratch, 'objects'))
  const commit = await commitFiles(root, content, env)
  const bytes = await pack(root, commit, { tar: join(scratch, 'tree.tar'), env })
  remark('size', `${bytes} bytes packed, ${files.size} files (limit ${sizeLimit})`)
  if (bytes > sizeLimit)
    throw new TaskError(
      `The tree has ${bytes} bytes packed, and ${sizeLimit} is the limit: every job that uses an action downloads it. Make the bundles smaller.`,
    )
  const name = `ci-kit-${tag}`
  await pack(root, commit, { tar: join(stage, `${name}.tar`), prefix: name, env })
  const release = { tag, version, commit, source, bytes }
  writeFileSync(join(stage, 'release-notes.md'), plan.notes)
  writeFileSync(join(stage, 'release.json'), `${JSON.stringify(release, null, 2)}\n`)
  return { release, content }
}

/**
 * @param {string} root
 * @param {{ release: Release, content: import('./types.d.mts').Content }} staged
 * @param {boolean} push
 */
const tagRelease = async (root, { release, content }, push) => {
  const { tag, commit } = release
  const made = await commitFiles(root, content)
  if (made !== commit) throw new Error(`${made} should be ${commit}`)
  const signed = await putTag(root, { tag, commit, message: `ci-kit ${tag}`, move: false, push })
  remark('tag', `${tag}, ${signed ? 'signed' : 'not signed: git has no user.signingKey'}`)
  if (!push) remark('next', `git ${pushArguments(tag, false).join(' ')}`)
  remark('then', `test it, and: npm run release -- --move-major ${tag} --push`)
}

/**
 * Makes a release: checks, the tree, its commit and tag. A dry run makes
 * everything but the tag, also from a work tree with changes.
 * @param {string} root
 * @param {MakeOptions} options
 * @param {Ports} ports
 * @returns {Promise<Release>}
 * @throws {TaskError} and leaves nothing behind
 */
export const makeRelease = async (root, { dryRun, push, version, out }, ports) => {
  const target = out && resolve(root, out)
  if (target) requireEmpty(target)
  if (!dryRun) await requireClean(root)
  const plan = await planRelease(root, version)
  remark('release', `${plan.tag} from ${plan.source}`)
  const scratch = mkdtempSync(join(tmpdir(), 'ci-kit-release-'))
  try {
    const why = 'bundle again and compare with dist, byte by byte'
    await step({ title: 'bundles', why }, async () => refuse(await ports.bundleComplaints(root)))
    const stage = join(scratch, 'stage')
    for (const folder of [stage, join(scratch, 'objects')]) mkdirSync(folder)
    const staged = await stageRelease(root, plan, { stage, scratch, dryRun, ports })
    if (target) cpSync(stage, target, { recursive: true })
    if (!dryRun) await tagRelease(root, staged, push)
    return staged.release
  } catch (error) {
    if (target) rmSync(target, { recursive: true, force: true })
    throw error
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
