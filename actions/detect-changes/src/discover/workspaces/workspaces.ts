import type { RepositoryTree } from '../../repository-tree.ts'
import { cargoMembers } from './cargo.ts'
import { goMembers } from './go.ts'
import { manifestsOf } from './manifests.ts'
import type { Member } from './member.ts'
import { npmMembers } from './npm.ts'

/**
 * The members of the workspaces whose manifests stand at the root: of npm, Yarn,
 * pnpm or Bun, of Cargo, and of Go. `paths` are those of all tracked files.
 * Throws {@link UserError} that names the manifest that cannot be used.
 */
export const workspaceMembers = async (
  tree: RepositoryTree,
  paths: readonly string[],
): Promise<readonly Member[]> => {
  const manifests = manifestsOf(tree, paths)
  return [
    ...(await npmMembers(manifests)),
    ...(await cargoMembers(manifests)),
    ...(await goMembers(manifests)),
  ]
}
