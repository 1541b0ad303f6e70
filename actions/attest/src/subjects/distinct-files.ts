import { MOST_FILES, tooManyFiles } from '@ci-kit/core/adapters/matching-files'
import type { FileSubject } from './subject.ts'

/** As actions/attest; GitHub's API takes no more, either. */
export const MOST_SUBJECTS = MOST_FILES

/** Each pair of name and digest once. Throws `UserError` when there are too many. */
export const distinctFiles = (
  input: string,
  files: readonly FileSubject[],
): readonly FileSubject[] => {
  const distinct = [...new Map(files.map((file) => [`${file.digest} ${file.name}`, file])).values()]
  if (distinct.length > MOST_SUBJECTS) throw tooManyFiles(input, distinct.length)
  return distinct
}
