import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { isInside } from '@ci-kit/core/adapters/contained-path'
import { fileWorkspace } from '@ci-kit/core/adapters/file-workspace'
import type { Workspace } from '@ci-kit/core/workspace'

/**
 * A checkout that holds only what is in it: the author of a pull request may
 * link to any place of the machine, and what is there is no part of the repository.
 */
export const checkout = (root: string): Workspace => {
  const { kindOf } = fileWorkspace(root)
  return {
    kindOf: (path) => {
      const kind = kindOf(path)
      if (kind === undefined) return undefined
      return isInside(realpathSync(root), realpathSync(resolve(root, path))) ? kind : undefined
    },
  }
}
