import { readFileSync, statSync } from 'node:fs'
import { systemCode } from '@ci-kit/core/errors'

/** Files of a repository that hold one short line. */
const SHORT = 64 * 1024

/** The text of a regular file of at most `max` bytes; undefined when there is none. */
export const readSmallFile = (path: string, max = SHORT): string | undefined => {
  try {
    const stat = statSync(path)
    return stat.isFile() && stat.size <= max ? readFileSync(path, 'utf8') : undefined
  } catch (thrown) {
    // An absent file is an answer; one that cannot be read or named is as good as absent here.
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}
