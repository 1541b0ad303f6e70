import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Component, Rule } from '../component.ts'
import { isMissing } from '../found.ts'
import type { RepositoryTree } from '../repository-tree.ts'
import { componentFolders } from './component-folder.ts'
import { discoveredComponents } from './components.ts'
import { definitionRules } from './definition-rules.ts'
import { discoverFolders } from './folders.ts'
import { type DiscoverInputs, isDiscovering } from './wanted.ts'
import { workspaceMembers } from './workspaces/workspaces.ts'

export type Discovered = {
  /** By path. */
  readonly components: readonly Component[]
  /** What selects every component besides input `all-on`. */
  readonly allOn: readonly Rule[]
  /** Patterns of `discover`, as written, that no folder matches: misspelt, or out of date. */
  readonly unmatched: readonly string[]
}

/**
 * The components that the files of the repository tell of. A folder that both
 * inputs find is one component. Throws {@link UserError} when files cannot be
 * read: a component that is overlooked would never be selected.
 */
export const discover = async (
  inputs: DiscoverInputs,
  tree: RepositoryTree,
): Promise<Discovered> => {
  if (!isDiscovering(inputs)) return { components: [], allOn: [], unmatched: [] }
  const paths = await tree.paths()
  if (isMissing(paths)) {
    throw new UserError(
      `The inputs 'discover' and 'workspaces' need the list of files, which is not known: ${visible(paths.missing)}. Check out the repository in an earlier step, or write the components into input 'filters'.`,
    )
  }
  const { folders, unmatched } = discoverFolders(inputs.discover, paths.value)
  const members = inputs.workspaces === 'auto' ? await workspaceMembers(tree, paths.value) : []
  return {
    components: discoveredComponents(componentFolders(folders, members)),
    allOn: definitionRules(members, paths.value),
    unmatched,
  }
}
