import { join } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import { firstBytes } from '../files/first-bytes.ts'

const ID = /^([0-9a-f]{40}(?:[0-9a-f]{24})?)\s*$/
/** As actions/checkout leaves it for a branch; no name that leaves the folder. */
const BRANCH = /^ref: (refs\/heads\/(?!.*\.\.)[^\0\s]+)\s*$/

/**
 * The commit that is checked out in the workspace, as far as two small files
 * tell; undefined where there is no checkout or where Git keeps it elsewhere.
 */
export const checkedOutCommit = async (workspace: string): Promise<string | undefined> => {
  const head = await contentOf(join(workspace, '.git', 'HEAD'))
  const branch = BRANCH.exec(head)?.[1]
  const text = branch === undefined ? head : await contentOf(join(workspace, '.git', branch))
  return ID.exec(text)?.[1]
}

/** Either file holds one line: an id, or the name of a branch. */
const READ_BYTES = 4096

/** Errors that say that it is not there. */
const MISSING = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'ENAMETOOLONG']

const contentOf = async (path: string): Promise<string> => {
  try {
    return (await firstBytes(path, READ_BYTES)).bytes.toString()
  } catch (thrown) {
    if (MISSING.includes(systemCode(thrown) ?? '')) return ''
    throw thrown
  }
}
