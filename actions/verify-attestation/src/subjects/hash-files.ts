import { relative } from 'node:path'
import { matchingFiles } from '@ci-kit/core/adapters/matching-files'
import { inParallel } from '@ci-kit/core/in-parallel'
import { digestOfFile } from '@ci-kit/oci/file-digest'
import type { Target } from './target.ts'

const INPUT = 'subject-path'
const AT_ONCE = 4

/**
 * The files that paths and patterns name, which are those that attest names,
 * with their digests. Others than those of the workspace may be verified, too:
 * nothing of them becomes public. Throws `UserError` for a pattern that names
 * no file: what is not there must not pass.
 */
export const hashFiles = async (
  patterns: readonly string[],
  workspace: string,
): Promise<readonly Target[]> => {
  const paths = await matchingFiles(patterns.join('\n'), { input: INPUT, workspace })
  return inParallel(paths, AT_ONCE, async (path) => ({
    subject: {
      name: relative(workspace, path) || path,
      digest: await digestOfFile(INPUT, path),
      platforms: [],
    },
  }))
}
