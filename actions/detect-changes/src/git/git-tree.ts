import { type Found, isMissing } from '../found.ts'
import { MAX_FILE_BYTES, type RepositoryTree } from '../repository-tree.ts'
import type { Git } from './git.ts'
import { fieldsOf } from './path-bytes.ts'
import { readPlainFile } from './work-tree.ts'

/**
 * The tracked files of a checkout: all of the repository, also where Git runs
 * in a sub-folder. `root` is the folder of its files. The list takes one process. A file is
 * read from the work tree, or from the index when a sparse checkout left it
 * out, which takes three processes.
 */
export const gitTree = (git: Git, root: string): RepositoryTree => {
  let known: Promise<Found<readonly string[]>> | undefined
  return {
    paths: () => {
      known ??= trackedPaths(git)
      return known
    },
    read: async (path) => {
      if (!path.isWellFormed() || path.split('/').some(isNoName))
        return { missing: 'its path is none of a tracked file' }
      return readPlainFile(root, path) ?? readIndexed(git, path)
    },
  }
}

/** Git tracks no such names, but a caller may be told them by a manifest. */
const isNoName = (name: string): boolean =>
  name === '' || name === '.' || name === '..' || name.toLowerCase() === '.git'

/** `:(top)`: from the root, wherever the process runs. A sparse index is expanded. */
const trackedPaths = async (git: Git): Promise<Found<readonly string[]>> => {
  const output = await git({ args: ['ls-files', '-z', '--full-name', '--', ':(top)'] })
  if (isMissing(output)) return output
  const names = fieldsOf(output.value)
  if (names === undefined) return { missing: 'git ls-files wrote an unfinished list' }
  // In the middle of a merge a file is listed once for each side, in a row.
  return { value: names.filter((name, at) => name !== names[at - 1]) }
}

const readIndexed = async (git: Git, path: string): Promise<Found<string>> => {
  const args = ['ls-files', '-z', '--stage', '--full-name', '--', `:(top,literal)${path}`]
  const listed = await git({ args })
  if (isMissing(listed)) return listed
  const id = regularFileId(Buffer.from(listed.value).toString(), path)
  if (id === undefined) return { missing: 'there is no such regular file' }
  const size = await git({ args: ['cat-file', '-s', id] })
  if (isMissing(size)) return { missing: NOT_HERE }
  if (Number(Buffer.from(size.value).toString()) > MAX_FILE_BYTES) return TOO_LARGE
  const blob = await git({ args: ['cat-file', 'blob', id] })
  return isMissing(blob) ? { missing: NOT_HERE } : { value: Buffer.from(blob.value).toString() }
}

const TOO_LARGE = { missing: `it has more than ${MAX_FILE_BYTES} bytes` }
const NOT_HERE = 'it is neither in the work tree nor among the objects of the checkout'

/** The id in `100644 <id> <stage>TAB<path>NUL`; other modes are links and submodules. */
const regularFileId = (listed: string, path: string): string | undefined => {
  for (const entry of listed.split('\0')) {
    const [, id] = /^100[0-7]{3} ([0-9a-f]+) [0-3]\t/.exec(entry) ?? []
    if (id !== undefined && entry.slice(entry.indexOf('\t') + 1) === path) return id
  }
  return undefined
}
