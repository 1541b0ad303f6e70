import { createReadStream, readFileSync, statSync } from 'node:fs'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type Digest, digestOf, digestOfStream } from './digest.ts'

/** Loading the streams takes longer than reading a small file at once. */
const SMALL_BYTES = 1024 * 1024

/**
 * The SHA-256 of a file that an input names by `path`, which is at `place`.
 * Throws {@link UserError} that names both where it cannot be read.
 */
export const digestOfFile = async (input: string, path: string, place = path): Promise<Digest> => {
  try {
    if (statSync(place).size <= SMALL_BYTES) return digestOf(readFileSync(place))
    return (await digestOfStream(createReadStream(place))).digest
  } catch (thrown) {
    throw unreadableFile(input, path, thrown)
  }
}

/** The error about a file that cannot be read; what the system did not say is passed on. */
export const unreadableFile = (input: string, path: string, thrown: unknown): unknown =>
  systemCode(thrown) === undefined
    ? thrown
    : new UserError(
        `Input '${input}' names '${visible(path, 200)}', which cannot be read: ${visible(messageOf(thrown), 200)}. Check that it is there whole and that the runner may read it.`,
      )
