import { constants, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf, systemCode } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type IgnoreRules, ignoreRules } from './dockerignore.ts'
import { type Doubt, isDoubt } from './doubt.ts'

/** BuildKit's limit for what it sends in one message. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * The rules that BuildKit applies to a context folder: `<Dockerfile>.dockerignore`
 * beside the Dockerfile when there is one, else `.dockerignore` at the top of
 * the context (dockerui `dockerIgnorePatterns`). Named contexts only have the
 * second: leave `dockerfile` out for them. Paths are relative to the working
 * directory or absolute.
 */
export const contextRules = async (
  folder: string,
  dockerfile?: string,
): Promise<IgnoreRules | Doubt> => {
  const candidates = [
    ...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]),
    join(folder, '.dockerignore'),
  ]
  for (const file of candidates) {
    const text = await textOf(file)
    if (text === undefined) continue
    const name = visible(basename(file))
    if (typeof text !== 'string') return { doubt: `${name} ${text.doubt}` }
    // Frontends that come as an image take it for a missing file, the built-in one does not.
    if (text === '' && candidates.length > 1 && file === candidates[0])
      return { doubt: `${name} is empty. Remove it, or put a comment in` }
    const rules = ignoreRules(text)
    return isDoubt(rules) ? { doubt: `${name} holds ${rules.doubt}` } : rules
  }
  return ignoreRules('')
}

/** BuildKit takes a file that it cannot read for none, so anything but a plain file is a doubt. */
const textOf = async (file: string): Promise<string | Doubt | undefined> => {
  try {
    const handle = await open(
      file,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    )
    try {
      const fault = faultOf(await handle.stat())
      return fault === undefined ? await handle.readFile('utf8') : { doubt: fault }
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT') return undefined
    if (code === 'ELOOP') return { doubt: NO_FILE }
    if (code === undefined) throw thrown
    return { doubt: `cannot be read: ${visible(messageOf(thrown), 200)}` }
  }
}

const NO_FILE = 'is no plain file'

const faultOf = (stats: Stats): string | undefined => {
  if (!stats.isFile()) return NO_FILE
  return stats.size > MOST_BYTES ? `is longer than ${MOST_BYTES} bytes` : undefined
}
