import type { FileRoots } from '@ci-kit/core/adapters/contained-path'
import { readInputFileInside } from '@ci-kit/core/adapters/input-file'
import { parseChecksums } from './checksums.ts'
import { MOST_SUBJECTS } from './distinct-files.ts'
import type { FileSubject } from './subject.ts'

/** As actions/attest: room for long names. In bytes. */
const MOST_BYTES = 512 * MOST_SUBJECTS

/**
 * Input `subject-checksums`: the path of a checksums file, or its text. One
 * word without white space is a path, because no line of checksums is one.
 */
export const checksumSubjects = async (
  value: string,
  roots: FileRoots,
): Promise<readonly FileSubject[]> => {
  const text = value.trim()
  const isText =
    /[\n\r]/.test(text) || /^\\?[0-9a-f]{8,}\s/i.test(text) || / = [0-9a-f]+$/i.test(text)
  if (isText) return parseChecksums(text)
  const bytes = await readInputFileInside(text, {
    input: 'subject-checksums',
    roots,
    mostBytes: MOST_BYTES,
  })
  return parseChecksums(Buffer.from(bytes).toString('utf8'))
}
