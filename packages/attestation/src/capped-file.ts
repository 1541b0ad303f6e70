import { readFileSync, statSync } from 'node:fs'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** How the reader of a file that an input names talks about it. */
export type NamedFile = {
  /** The input: `trusted-root`. */
  readonly input: string
  /** What to give, as a sentence: `Give a trusted_root.json.` */
  readonly advice: string
  /** The most that is read, in bytes. */
  readonly limit: number
}

/**
 * The file's bytes. Not by node:fs/promises: a gate reads a few small files, and
 * that takes less than the module takes to load. Throws `UserError` for what is no file, too long or not to be read.
 */
export const readCapped = (path: string, { input, advice, limit }: NamedFile): Uint8Array => {
  const shown = `${input}: "${visible(path, 300)}"`
  try {
    const found = statSync(path)
    // A link may lead to a device or a pipe, which tell no size and have no end.
    if (!found.isFile()) throw new UserError(`${shown} is no file. ${advice}`)
    if (found.size > limit)
      throw new UserError(`${shown} has ${found.size} bytes, ${limit} are allowed. ${advice}`)
    return readFileSync(path)
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    const why = systemCode(thrown) ?? visible(messageOf(thrown), 200)
    throw new UserError(
      `${shown} cannot be read: ${why}. Check the path; it starts at the workspace.`,
    )
  }
}
