import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

const MAX_BYTES = 1024 * 1024

/**
 * The text of a filter file in the checkout. Throws {@link UserError} when it
 * is missing, too large, or a link to somewhere outside: the checkout may come
 * from a fork, and errors quote what they read.
 */
export const readFiltersFile = (workspace: string, folder: string, path: string): string => {
  const file = located(resolve(folder, path), path)
  if (!file.startsWith(realpathSync(workspace) + sep)) {
    throw new UserError(
      `The filter file ${visible(path)} is outside of the workspace. Keep it in the repository.`,
    )
  }
  const stats = statSync(file)
  if (!stats.isFile()) {
    throw new UserError(
      `The filter file ${visible(path)} is no file. Name the file that holds the filters.`,
    )
  }
  const { size } = stats
  if (size > MAX_BYTES) {
    throw new UserError(
      `The filter file ${visible(path)} has ${size} bytes, more than ${MAX_BYTES}.`,
    )
  }
  return readFileSync(file, 'utf8')
}

const located = (file: string, path: string): string => {
  try {
    return realpathSync(file)
  } catch (thrown) {
    throw new UserError(
      `The filter file ${visible(path)} cannot be read: ${visible(messageOf(thrown))}. Check out the repository first, or write the filters into the input.`,
    )
  }
}
