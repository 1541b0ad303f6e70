import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf, systemCode, UserError } from '../errors.ts'
import { visible } from '../log.ts'
import type { Workspace } from '../workspace.ts'

/** Nothing can be at such a path: part of it is a file, a loop of links or too long a name. */
const NOTHING_THERE = ['ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']

/** A checkout on disk; links are followed, as the tools that read it do. */
export const fileWorkspace = (root: string): Workspace => ({
  kindOf: (path) => {
    try {
      const stats = statSync(resolve(root, path), { throwIfNoEntry: false })
      if (stats === undefined) return undefined
      return stats.isDirectory() ? 'folder' : 'file'
    } catch (thrown) {
      if (NOTHING_THERE.includes(systemCode(thrown) ?? '')) return undefined
      throw new UserError(
        `The path '${visible(path)}' cannot be looked at: ${visible(messageOf(thrown))}. Check its permissions.`,
      )
    }
  },
})
