import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { TaskError } from './errors.mjs'
import { pathWithout } from './paths.mjs'

/** What the actions run on: `runs.using: node24`. */
const wantedMajor = 24

/**
 * The Node that everything after set-up runs on: the one that the lock file
 * brings, else this one if it is new enough.
 * @param {string} root
 * @param {{ execPath: string, version: string }} [current]
 * @returns {string} absolute path
 */
export const nodeRuntime = (root, { execPath, version } = process) => {
  const installed = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(installed)) return installed
  if (Number.parseInt(version.slice(1), 10) >= wantedMajor) return execPath
  throw new TaskError(
    `The actions run on Node ${wantedMajor}; this is ${version}, and there is no packaged Node for ${process.platform} ${process.arch}. Install Node ${wantedMajor} and run the command again.`,
  )
}

/**
 * The environment of tests, demo and benchmarks: `node` on its search path is
 * the one above.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export const runtimeEnvironment = (root) => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), pathWithout(root)].join(delimiter),
})
