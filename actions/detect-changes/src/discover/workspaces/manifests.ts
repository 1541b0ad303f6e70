import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { MAX_COMPONENTS } from '../../components/limits.ts'
import { isMissing } from '../../found.ts'
import type { RepositoryTree } from '../../repository-tree.ts'
import { folderOf } from './folder-path.ts'

/** The tracked files that describe a workspace. */
export type Manifests = {
  has(path: string): boolean
  /** Folders of all files of that name, by path. */
  foldersWith(name: string): readonly string[]
  /** The text of a tracked file. Throws {@link UserError}: without it, dependencies would be overlooked. */
  text(path: string): Promise<string>
}

/** Of all manifests together, in UTF-16 units; 1,000 of them have some 2 million. */
const MAX_CHARACTERS = 64 * 1024 * 1024

export const manifestsOf = (tree: RepositoryTree, paths: readonly string[]): Manifests => {
  const tracked = new Set(paths)
  let characters = 0
  return {
    has: (path) => tracked.has(path),
    foldersWith: (name) =>
      paths
        .filter((path) => path.endsWith(name) && (path === name || path.endsWith(`/${name}`)))
        .map(folderOf)
        .toSorted(),
    text: async (path) => {
      const found = await tree.read(path)
      if (isMissing(found)) {
        throw new UserError(
          `${visible(path)} cannot be read: ${visible(found.missing)}. 'workspaces: auto' needs it: check it out, or use input 'discover' or 'filters' instead.`,
        )
      }
      characters += found.value.length
      if (characters <= MAX_CHARACTERS) return found.value.replace(/^\uFEFF/, '')
      throw new UserError(
        `The manifests of the workspaces have more than ${MAX_CHARACTERS} characters. Use input 'discover' instead of 'workspaces'.`,
      )
    },
  }
}

/** How many files are read at a time: each may be a request. */
const AT_ONCE = 16

/** Does the work for all members, some at a time, and answers in their order. Refuses too many before it starts: each is a component. */
export const forMembers = async <From, To>(
  members: readonly From[],
  manifest: string,
  work: (member: From) => Promise<To>,
): Promise<readonly To[]> => {
  if (members.length > MAX_COMPONENTS) {
    throw new UserError(
      `${manifest} lists ${members.length} members, more than ${MAX_COMPONENTS}. Use input 'discover' instead of 'workspaces'.`,
    )
  }
  const answers: To[] = []
  for (let at = 0; at < members.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(members.slice(at, at + AT_ONCE).map(work))))
  }
  return answers
}
