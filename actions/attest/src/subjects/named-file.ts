import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseDigest } from '@ci-kit/oci/digest'
import type { NamedPair } from './paired-image.ts'
import type { FileSubject } from './subject.ts'

/**
 * `subject-name` and `subject-digest` for something that is in no registry: the
 * name stays as it is written. Throws {@link UserError} that names the input.
 */
export const pairedFile = ({ name, digest }: NamedPair): FileSubject => {
  const written = name.trim()
  if (written === '' || /[\n\r\0]/.test(written))
    throw new UserError(
      `Input 'subject-name' is '${visible(written, 100)}'. Beside 'subject-digest' it is the name of what has that digest, on one line.`,
    )
  try {
    return { kind: 'file', name: written, digest: parseDigest(digest.trim().toLowerCase()) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`Input 'subject-digest': ${messageOf(thrown)}`)
  }
}
