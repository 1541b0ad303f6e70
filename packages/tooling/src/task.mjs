/**
 * The commands of this repository: `node task.mjs <task> [args…]`. Starts on
 * Node 20 with nothing installed; brings along what the task needs and runs
 * it on the Node of the actions. Progress goes to standard error.
 */
import { constants } from 'node:os'
import { join } from 'node:path'
import { closingLine, nothingRan } from './closing-line.mjs'
import { compile } from './compile.mjs'
import { ensureEngine, ensureScanner, ensureSecondVerifier } from './engine.mjs'
import { Interrupted, TaskError } from './errors.mjs'
import { runTests } from './jest.mjs'
import { ensureNodeModules } from './node-modules.mjs'
import { nodeRuntime, runtimeEnvironment } from './node-runtime.mjs'
import { cacheFolder, repositoryRoot } from './paths.mjs'
import { run, stopChildrenOnExit } from './processes.mjs'
import { remark, step } from './progress.mjs'
import { withoutStrays } from './strays.mjs'
import { isTask, needs } from './tasks.mjs'
import { ensureLinters, ensureWorkflowRunner } from './workflow-tools.mjs'

const root = repositoryRoot
const cache = cacheFolder()
const [name, ...args] = process.argv.slice(2)

/**
 * What needs node_modules is imported when they are there.
 * @type {Record<import('./tasks.mjs').Need, () => Promise<unknown>>}
 */
const setUp = {
  modules: () => ensureNodeModules(root),
  engine: () => ensureEngine(cache),
  scanner: () => ensureScanner(cache),
  secondVerifier: () => ensureSecondVerifier(cache),
  linters: () => ensureLinters(cache),
  workflowRunner: () => ensureWorkflowRunner(cache),
  compile: () =>
    step({ title: 'compile', why: 'whatever changed', usually: '1 to 10 s' }, () => compile(root)),
  bundle: async () => (await import('./bundle.mjs')).ensureBundles(root),
}

/** @param {string[]} program @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const runProgram = async (program, args, env = {}) => {
  const options = { env: { ...runtimeEnvironment(root), ...env } }
  const file = join(root, ...program)
  const ended = await run(nodeRuntime(root), [file, ...args], { ...options, output: 'inherit' })
  return ended.code
}

/** @type {Record<import('./tasks.mjs').TaskName, (args: string[]) => Promise<number>>} */
const work = {
  demo: (args) => {
    /** @param {NodeJS.ProcessEnv} [env] */
    const tell = (env) => runProgram(['packages', 'cli', 'lib', 'main.js'], ['demo', ...args], env)
    // What it is told to keep is no stray.
    return args.includes('--keep') ? tell() : withoutStrays(tell)
  },
  test: (args) => runTests(root, args),
  bench: (args) =>
    withoutStrays((marked) => runProgram(['test', 'lib', 'bench', 'main.js'], args, marked)),
  build: async () => {
    const { writeGenerated } = await import('./catalog.mjs')
    const written = writeGenerated(root)
    remark('generated texts', written.length > 0 ? `wrote ${written.join(', ')}` : 'up to date')
    return 0
  },
  check: async () => {
    const { check } = await import('./check.mjs')
    await check(root)
    return 0
  },
  release: async (args) => {
    const { release } = await import('./release.mjs')
    await release(root, args)
    return 0
  },
}

/** @returns {Promise<number>} exit code */
const perform = async () => {
  if (!isTask(name))
    throw new TaskError(`There is no task ${name}. Tasks: ${Object.keys(needs).join(', ')}.`)
  for (const need of needs[name]) await setUp[need]()
  return work[name](args)
}

/** @param {unknown} error @returns {number} */
const report = (error) => {
  if (error instanceof Interrupted) {
    process.stderr.write(`${error.message}\n`)
    return 128 + constants.signals[error.signal]
  }
  if (name === 'test') process.stdout.write(`${closingLine(nothingRan)}\n`)
  const expected = error instanceof TaskError || !(error instanceof Error)
  process.stderr.write(`${expected ? String(error).replace(/^TaskError: /, '') : error.stack}\n`)
  return 1
}

stopChildrenOnExit()
process.exitCode = await perform().catch(report)
