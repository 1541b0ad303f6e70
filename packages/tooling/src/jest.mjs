import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { closingLine, counts, exitCode, nothingRan } from './closing-line.mjs'
import { nodeRuntime, runtimeEnvironment } from './node-runtime.mjs'
import { run } from './processes.mjs'
import { remark } from './progress.mjs'
import { withoutStrays } from './strays.mjs'

/**
 * One process more than there are cores: many tests wait, for a back-off, a
 * cancellation or a program of their own, and leave their core idle meanwhile.
 * It cannot stand in jest's configuration: there 150% means 150 processes.
 * @param {string[]} args for jest; what they say of processes wins
 */
const workers = (args) =>
  args.some((arg) => /^(--maxWorkers|--runInBand|-w|-i)\b/.test(arg))
    ? []
    : [`--maxWorkers=${availableParallelism() + 1}`]

/**
 * Runs the compiled tests. The last line on standard output says how many
 * passed, failed and were skipped.
 * @param {string} root
 * @param {string[]} args for jest, such as `unit/oci`
 * @returns {Promise<number>} exit code
 */
export const runTests = async (root, args) => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-kit-test-'))
  const report = join(folder, 'report.json')
  // as arguments and not in NODE_OPTIONS, which every program under test would inherit
  const modules = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const jest = [...modules, join(root, 'node_modules', 'jest', 'bin', 'jest.js')]
  // a test that forgets to close something must not hang the run; jest says so and ends
  const reporting = ['--json', `--outputFile=${report}`, '--forceExit']
  try {
    const { code } = await withoutStrays((marked) => {
      const env = { ...runtimeEnvironment(root), ...marked }
      const options = /** @type {const} */ ({ cwd: root, env, output: 'inherit' })
      return run(nodeRuntime(root), [...jest, ...reporting, ...workers(args), ...args], options)
    })
    const found = existsSync(report) ? counts(JSON.parse(readFileSync(report, 'utf8'))) : nothingRan
    if (found.passed + found.failed === 0) remark('tests', 'none ran, which counts as a failure')
    process.stdout.write(`${closingLine(found)}\n`)
    return exitCode(found, code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
