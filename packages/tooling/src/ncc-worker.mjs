/**
 * Bundles actions: `node ncc-worker.mjs <into> <action folder>…` writes
 * `<into>/<action>/`. A process of its own, so that it runs on the Node of the
 * actions and can be stopped.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import ncc from '@vercel/ncc'
import { minify } from 'terser'
import { licensesText } from './licenses.mjs'
import { hasUnresolvedImport } from './unresolved-imports.mjs'

/** @typedef {import('@vercel/ncc').Module} Module */

const entries = [
  { source: 'main.js', bundle: 'index.js' },
  { source: 'post.js', bundle: 'post.js' },
]

/** @param {Module[]} modules @returns {string[]} */
const files = (modules) =>
  modules.flatMap(({ nameForCondition, modules: merged = [] }) => [
    ...(nameForCondition ? [nameForCondition] : []),
    ...files(merged),
  ])

/**
 * ncc succeeds when an import cannot be resolved and writes a bundle that
 * fails when it is loaded.
 * @param {string} input
 * @param {string} code
 * @param {{ message: string }[]} warnings
 */
const refuseUnresolved = (input, code, warnings) => {
  if (!hasUnresolvedImport(code)) return
  const reasons = warnings.map(({ message }) => message).filter((text) => /resolve/i.test(text))
  throw new Error([`${input} imports something that cannot be found.`, ...reasons].join('\n'))
}

/**
 * ncc minifies the entry only, and keeps all names in it: that is a quarter of
 * its size. A chunk that carries octokit is twice its size. Both are scripts: as
 * modules they would lose `'use strict'`, which is not implied here.
 * @param {string} name
 * @param {string | Buffer} source
 * @returns {Promise<string | Buffer>}
 */
const minified = async (name, source) =>
  name.endsWith('.js')
    ? ((await minify(String(source), { toplevel: true })).code ?? source)
    : source

/**
 * @param {string} input
 * @param {string} filename
 * @returns {Promise<{ written: Map<string, string | Buffer>, modules: string[] }>}
 */
const bundle = async (input, filename) => {
  // CommonJS, which Node loads without its loader for modules.
  const options = { cache: false, esm: false, minify: true, quiet: true, target: 'es2023' }
  const { code, assets, stats } = await ncc(input, { ...options, filename })
  const seen = { all: false, modules: true, nestedModules: true, modulesSpace: 1e9 }
  const { modules = [], warnings = [] } = stats.toJson({
    ...seen,
    nestedModulesSpace: 1e9,
    cachedModules: true,
    dependentModules: true,
    warnings: true,
  })
  const scripts = [...Object.entries(assets), /** @type {const} */ ([filename, { source: code }])]
  // Before names are lost, by which some of it is seen.
  for (const [name, { source }] of scripts)
    if (name.endsWith('.js')) refuseUnresolved(input, String(source), warnings)
  const written = await Promise.all(
    scripts.map(
      async ([name, { source }]) => /** @type {const} */ ([name, await minified(name, source)]),
    ),
  )
  return { written: new Map(written), modules: files(modules) }
}

/**
 * The post step is bundled by itself, so it gets chunks of its own. One that
 * main has with the same bytes is loaded from there: a client of AWS
 * weighs half a megabyte. Same bytes name the same modules, by ids that are made of their paths.
 * @param {string | Buffer} content
 * @param {ReadonlyMap<string, string | Buffer>} earlier
 * @returns {string | Buffer}
 */
const shared = (content, earlier) => {
  const twin = [...earlier].find(([, other]) => String(other) === String(content))
  return twin ? `module.exports=require('./${twin[0]}')\n` : content
}

const [into = '', ...actions] = process.argv.slice(2)
for (const action of actions) {
  const target = join(into, basename(action))
  /** @type {string[]} */
  const modules = []
  /** @type {Map<string, string | Buffer>} */
  const written = new Map()
  mkdirSync(target, { recursive: true })
  for (const { source, bundle: filename } of entries) {
    const input = join(action, 'lib', source)
    if (!existsSync(input)) continue
    const result = await bundle(input, filename)
    modules.push(...result.modules)
    for (const [name, content] of result.written) written.set(name, shared(content, written))
  }
  for (const [name, content] of written) writeFileSync(join(target, name), content)
  writeFileSync(join(target, 'licenses.txt'), licensesText(modules))
  writeFileSync(join(target, 'package.json'), '{"type":"commonjs"}\n')
}
