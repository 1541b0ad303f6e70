import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path/posix'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { isMissing } from './found.ts'
import { MAX_FILE_BYTES, type RepositoryTree } from './repository-tree.ts'

/** The text of the filter file at a path; rejects with a {@link UserError}. */
export type FiltersReader = (path: string) => Promise<string>

/**
 * Reads from `folder` of the checkout. Refuses a file that is too large, and a
 * link to somewhere outside: the checkout may come from a fork, and errors
 * quote what they read.
 */
export const filtersIn =
  (workspace: string, folder: string): FiltersReader =>
  async (path) => {
    const file = located(resolve(folder, path), path)
    if (!file.startsWith(realpathSync(workspace) + sep)) {
      throw problem(path, 'is outside of the workspace. Keep it in the repository.')
    }
    const stats = statSync(file)
    if (!stats.isFile()) throw problem(path, 'is no file. Name the file that holds the filters.')
    const { size } = stats
    if (size > MAX_FILE_BYTES)
      throw problem(path, `has ${size} bytes, more than ${MAX_FILE_BYTES}.`)
    return readFileSync(file, 'utf8')
  }

/**
 * For a job without a checkout: a file that an earlier step put into the
 * workspace, or else the one in the commit.
 */
export const filtersInOr =
  (workspace: string, folder: string, otherwise: FiltersReader): FiltersReader =>
  (path) =>
    (existsSync(resolve(folder, path)) ? filtersIn(workspace, folder) : otherwise)(path)

/** Reads from the files of a commit. */
export const filtersOf =
  (tree: RepositoryTree, folder: string): FiltersReader =>
  async (path) => {
    const found = await tree.read(join(folder, path))
    if (!isMissing(found)) return found.value
    throw problem(
      path,
      `cannot be read: ${found.missing}. Check out the repository first, or write the filters into the input.`,
    )
  }

const problem = (path: string, what: string): UserError =>
  new UserError(`The filter file ${visible(path, 200)} ${what}`)

const located = (file: string, path: string): string => {
  try {
    return realpathSync(file)
  } catch (thrown) {
    throw problem(
      path,
      `cannot be read: ${visible(messageOf(thrown))}. Check out the repository first, or write the filters into the input.`,
    )
  }
}
