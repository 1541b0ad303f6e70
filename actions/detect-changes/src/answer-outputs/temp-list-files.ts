import { mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { pathBytes } from '../git/path-bytes.ts'
import type { ListFiles } from './list-files.ts'

/**
 * Files in a folder of this step's own below `temp`, an absolute path. The
 * folder is made with the first file; the runner empties its RUNNER_TEMP after
 * the job. Names that are no UTF-8 get their own bytes back.
 */
export const tempListFiles = (temp: string): ListFiles => {
  let folder: string | undefined
  return {
    write: (name, text) => {
      try {
        folder ??= mkdtempSync(join(resolve(temp), 'detect-changes-'))
        const path = join(folder, name)
        writeFileSync(path, pathBytes(text), { flag: 'wx', mode: 0o600 })
        return path
      } catch (thrown) {
        throw new UserError(
          `The file '${visible(name, 100)}' cannot be written below ${visible(temp)}: ${visible(messageOf(thrown))}. RUNNER_TEMP has to name a folder that this step may write, with room on its disk.`,
        )
      }
    },
  }
}
