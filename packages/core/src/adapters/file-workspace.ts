import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Workspace } from '../workspace.ts'

/** A checkout on disk; links are followed, as the tools that read it do. */
export const fileWorkspace = (root: string): Workspace => ({
  kindOf: (path) => {
    const stats = statSync(resolve(root, path), { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    return stats.isDirectory() ? 'folder' : 'file'
  },
})
