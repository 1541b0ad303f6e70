import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledActions, distFolders, inputsKey, outputsKey } from './bundle-state.mjs'
import { buildLock } from './compile.mjs'
import { TaskError } from './errors.mjs'
import { withLock } from './lock.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { must } from './processes.mjs'
import { remark, step } from './progress.mjs'

const worker = fileURLToPath(new URL('./ncc-worker.mjs', import.meta.url))

/** @param {string} root */
const cacheOf = (root) => join(root, 'node_modules', '.cache', 'ci-kit')

/** @param {string} root @param {string} action */
const stampOf = (root, action) => join(cacheOf(root), `${basename(action)}.bundle`)

/** @param {string} root @param {string} action */
const state = (root, action) =>
  `${inputsKey(root, action)} ${outputsKey(join(root, 'dist', basename(action)))}`

/** @param {string} root @param {string} action */
const isCurrent = (root, action) => {
  const stamp = stampOf(root, action)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === state(root, action)
}

/**
 * Bundles actions from their compiled files: `<into>/<action>/` gets
 * `index.js`, `post.js` where the action has a post step, their chunks,
 * `licenses.txt` and `package.json`. The same input gives the same bytes.
 * @param {string} root
 * @param {string[]} actions absolute folders
 * @param {string} into
 * @throws {TaskError} when an import cannot be resolved
 */
export const bundleInto = async (root, actions, into) => {
  for (const action of actions)
    if (!existsSync(join(action, 'lib', 'main.js')))
      throw new TaskError(`${basename(action)} is not compiled. Run \`npm run build\`.`)
  if (actions.length > 0) await must(nodeRuntime(root), [worker, into, ...actions], { cwd: root })
}

/** @param {string} root @param {string[]} actions */
const replaceDist = async (root, actions) => {
  mkdirSync(cacheOf(root), { recursive: true })
  const draft = mkdtempSync(join(cacheOf(root), 'dist-'))
  try {
    await bundleInto(root, actions, draft)
    mkdirSync(join(root, 'dist'), { recursive: true })
    for (const action of actions) {
      const target = join(root, 'dist', basename(action))
      rmSync(target, { recursive: true, force: true })
      renameSync(join(draft, basename(action)), target)
      writeFileSync(stampOf(root, action), state(root, action))
    }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** @param {string} root */
const update = async (root) => {
  const actions = bundledActions(root)
  const names = new Set(actions.map((action) => basename(action)))
  for (const name of distFolders(root))
    if (!names.has(name)) rmSync(join(root, 'dist', name), { recursive: true })
  const changed = actions.filter((action) => !isCurrent(root, action))
  if (changed.length === 0) return remark('bundles', 'up to date')
  const why = `bundle ${changed.map((action) => basename(action)).join(', ')}`
  const usually = `${5 * changed.length} s`
  await step({ title: 'bundles', why, usually }, () => replaceDist(root, changed))
}

/**
 * Brings `dist/` up to date: bundles the actions whose compiled files or
 * dependencies changed, and removes bundles of actions that are gone.
 * @param {string} root
 */
export const ensureBundles = (root) => withLock(buildLock(root), 'bundles', () => update(root))
