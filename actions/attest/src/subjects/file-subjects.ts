import type { FileRoots } from '@ci-kit/core/adapters/contained-path'
import { matchingFiles } from '@ci-kit/core/adapters/matching-files'
import { inParallel } from '@ci-kit/core/in-parallel'
import { distinctFiles } from './distinct-files.ts'
import { hashedFile } from './hashed-file.ts'
import type { FileSubject } from './subject.ts'

const INPUT = 'subject-path'
const AT_ONCE = 4

/**
 * The files that input `subject-path` names, by path, each with its base name
 * as in actions/attest; `name` takes its place where it is set. Two files of
 * one name are two subjects unless their content is the same. Throws
 * {@link UserError}: nothing is left out in silence.
 */
export const fileSubjects = async (
  text: string,
  roots: FileRoots,
  name = '',
): Promise<readonly FileSubject[]> => {
  const { workspace } = roots
  const paths = await matchingFiles(text, { input: INPUT, workspace, within: roots })
  const files = await inParallel(paths, AT_ONCE, (path) => hashedFile(INPUT, path, roots, name))
  return distinctFiles(INPUT, files)
}
