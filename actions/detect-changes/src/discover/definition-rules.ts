import type { Rule } from '../component.ts'
import { compileGlob } from '../matching/glob.ts'
import type { Ecosystem, Member } from './workspaces/member.ts'

type Files = {
  /** At the root, they list the members of a workspace. */
  readonly roots: readonly string[]
  /** These and the manifests of members, wherever they were. */
  readonly gone: string
}

const FILES: { readonly [ecosystem in Ecosystem]: Files } = {
  npm: {
    roots: ['package.json', 'pnpm-workspace.yaml'],
    gone: '**/{package.json,pnpm-workspace.yaml}',
  },
  cargo: { roots: ['Cargo.toml'], gone: '**/Cargo.toml' },
  go: { roots: ['go.work'], gone: '**/{go.mod,go.work}' },
}

/**
 * Changes that select every component. The members and their dependencies are
 * read as they are now, and no manifest names the dependents of a member that
 * was removed. So a change of what lists the members counts for all, and so
 * does a manifest that is gone.
 */
export const definitionRules = (
  members: readonly Member[],
  paths: readonly string[],
): readonly Rule[] => {
  const ecosystems = new Set(members.map(({ ecosystem }) => ecosystem))
  return [...ecosystems].flatMap((ecosystem) => {
    const { roots, gone } = FILES[ecosystem]
    return [
      ...roots.filter((path) => paths.includes(path)).map((path) => rule(path)),
      rule(gone, ['deleted']),
    ]
  })
}

const rule = (pattern: string, statuses?: Rule['statuses']): Rule => ({
  pattern,
  source: 'workspaces',
  line: 1,
  excludes: false,
  statuses,
  glob: compileGlob(pattern, 'minimatch'),
})
