import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Rule } from '../component.ts'
import { compileGlob } from '../matching/glob.ts'

/** Where the folder was found; `line` counts from 1. */
export type Origin = { readonly source: string; readonly line: number }

/** A rule for all files below a folder, '' for the root, whatever characters its name has. */
export const folderRule = (folder: string, excludes: boolean, origin: Origin): Rule => {
  const pattern = folder === '' ? '**' : `${escaped(folder)}/**`
  return { pattern, ...origin, excludes, statuses: undefined, glob: compiled(folder, pattern) }
}

/**
 * Where braces are, their expansion takes `\\` for a single one, so a backslash in the
 * name becomes any one character: a file too many rather than one too few.
 */
const escaped = (folder: string): string => {
  const backslash = folder.includes('{') ? '?' : '\\\\'
  return folder.replace(/[\\*?[\]{}()!+@|]/g, (special) =>
    special === '\\' ? backslash : `\\${special}`,
  )
}

const compiled = (folder: string, pattern: string) => {
  try {
    return compileGlob(pattern, 'minimatch')
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(
      `The folder '${visible(folder, 200)}' cannot be a component, because of its pattern: ${thrown.message}. Rename it.`,
    )
  }
}
