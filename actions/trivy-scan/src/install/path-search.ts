import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Environment } from '@ci-kit/core/event'
import type { FoundProgram, PathSearch } from './installation.ts'

/**
 * Looks through PATH. Entries that are not absolute are left out: they mean
 * the folder that a step happens to run in, which is the checkout.
 */
export const pathSearch =
  (env: Environment): PathSearch =>
  async (program) =>
    (env.PATH ?? '')
      .split(delimiter)
      .filter(isAbsolute)
      .map((folder) => found(join(folder, program)))
      .filter((candidate) => candidate !== undefined)

const found = (path: string): FoundProgram | undefined => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() ? { path, realPath: realpathSync(path) } : undefined
  } catch {
    // Not there, or not ours to run: the next place is looked at, as a shell does.
    return undefined
  }
}
