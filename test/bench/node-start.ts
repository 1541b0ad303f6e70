import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Timed } from './report.ts'

const exec = promisify(execFile)

/** `node -e 0`: what a start of Node costs by itself. */
export const emptyNode: Timed = async () => {
  const started = performance.now()
  await exec(process.execPath, ['-e', '0'], { env: {} })
  return performance.now() - started
}

/**
 * A bundle from its start to the complaint about its missing inputs, so it is
 * loaded and has done nothing. Throws when it ends otherwise.
 */
export const bundleStart =
  (bundle: string): Timed =>
  async () => {
    const started = performance.now()
    const ended = await exec(process.execPath, [bundle], { env: {} }).then(
      () => 'well',
      ({ code, stdout }) => `${code} ${stdout}`,
    )
    const durationMs = performance.now() - started
    if (!/^1 \b.*^::error.*\binput\b/ims.test(ended)) throw new Error(`${bundle} ended ${ended}`)
    return durationMs
  }

/** A program that ends by itself with exit code 1 for want of its inputs, whatever it says. */
export const failingStart =
  (program: string): Timed =>
  async () => {
    const started = performance.now()
    const code = await exec(process.execPath, [program], { env: {} }).then(
      () => 0,
      (failed) => failed.code,
    )
    const durationMs = performance.now() - started
    if (code !== 1) throw new Error(`${program} ended with ${code}; exit code 1 was expected.`)
    return durationMs
  }
