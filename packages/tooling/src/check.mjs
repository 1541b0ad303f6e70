import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { bundleInto } from './bundle.mjs'
import { bundledActions, distFolders, filesBelow } from './bundle-state.mjs'
import { stale } from './catalog.mjs'
import { compile } from './compile.mjs'
import { messageOf, TaskError } from './errors.mjs'
import { run } from './processes.mjs'
import { step } from './progress.mjs'
import { hasUnresolvedImport } from './unresolved-imports.mjs'
import { lintWorkflows } from './workflow-lint.mjs'

const remedy = 'Run `npm run build` and commit the result.'

/**
 * Bundles that do not belong to an action, and actions without a bundle.
 * @param {string} root
 * @returns {string[]} one sentence each
 */
export const unpaired = (root) => {
  const actions = bundledActions(root).map((action) => basename(action))
  const bundles = distFolders(root)
  return [
    ...bundles
      .filter((name) => !actions.includes(name))
      .map((name) => `dist/${name} belongs to no action.`),
    ...actions
      .filter((name) => !bundles.includes(name))
      .map((name) => `actions/${name} has no bundle in dist/${name}.`),
  ]
}

/**
 * Signs of an import that the bundler could not resolve.
 * @param {string} root
 * @returns {string[]}
 */
export const unresolved = (root) => {
  const dist = join(root, 'dist')
  return filesBelow(dist)
    .filter((file) => file.endsWith('.js'))
    .filter((file) => hasUnresolvedImport(readFileSync(join(dist, file), 'utf8')))
    .map((file) => `dist/${file} imports something that could not be found when it was bundled.`)
}

/**
 * Compares two folders byte by byte.
 * @param {string} committed
 * @param {string} rebuilt
 * @returns {string[]} the files that differ or are only in one of them
 */
export const differences = (committed, rebuilt) => {
  const files = new Set([...filesBelow(committed), ...filesBelow(rebuilt)])
  const same = (/** @type {string} */ file) =>
    existsSync(join(committed, file)) &&
    existsSync(join(rebuilt, file)) &&
    readFileSync(join(committed, file)).equals(readFileSync(join(rebuilt, file)))
  return [...files].filter((file) => !same(file)).sort()
}

/** @param {string} root */
const staleBundles = async (root) => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-kit-dist-'))
  try {
    await bundleInto(root, bundledActions(root), folder)
    return differences(join(root, 'dist'), folder).map((file) => `dist/${file} is not current.`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Whether `dist/` is what the compiled sources make.
 * @param {string} root
 * @returns {Promise<string[]>} one sentence for each complaint
 */
export const bundleComplaints = async (root) =>
  [...unpaired(root), ...unresolved(root), ...(await staleBundles(root))].map(
    (complaint) => `${complaint} ${remedy}`,
  )

/** @param {string} root @param {string} file @param {string[]} args */
const saidBy = async (root, file, args) => {
  const { code, all } = await run(file, args, { cwd: root })
  return code === 0 ? [] : [all.trim()]
}

/**
 * @typedef {object} Check
 * @property {string} title
 * @property {string} why
 * @property {(root: string) => Promise<string[]>} find complaints, empty when all is well
 * @property {boolean} [gate] complaints here make the checks after it meaningless
 */

/** @type {Check[]} */
const checks = [
  {
    title: 'style',
    why: 'biome check',
    find: (root) =>
      saidBy(root, join(root, 'node_modules', '.bin', 'biome'), ['check', '--colors=off']),
  },
  {
    title: 'generated texts',
    why: 'compare catalog and README tables with the manifests',
    find: async (root) => stale(root).map(({ file }) => `${file} is not current. ${remedy}`),
  },
  { title: 'workflows', why: 'actionlint and zizmor', find: (root) => lintWorkflows(root) },
  {
    title: 'types',
    why: 'compile everything that changed',
    gate: true,
    find: (root) =>
      compile(root).then(
        () => [],
        (error) => [messageOf(error)],
      ),
  },
  {
    title: 'bundles',
    why: 'bundle again and compare with dist, byte by byte',
    find: bundleComplaints,
  },
]

/**
 * Everything that can be said about this checkout without running its tests.
 * Writes nothing that is committed.
 * @param {string} root
 * @throws {TaskError} with every complaint
 */
export const check = async (root) => {
  /** @type {string[]} */
  const found = []
  for (const { title, why, find, gate } of checks) {
    const complaints = await step({ title, why }, () => find(root))
    found.push(...complaints)
    if (gate && complaints.length > 0) break
  }
  if (found.length > 0) throw new TaskError(found.join('\n'))
}
