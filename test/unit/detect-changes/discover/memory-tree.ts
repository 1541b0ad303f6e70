import type { Component } from '@ci-kit/detect-changes/component'
import { type Discovered, discover } from '@ci-kit/detect-changes/discover/discover'
import type { RepositoryTree } from '@ci-kit/detect-changes/repository-tree'

/** A repository in memory: text by path; null for a tracked file that cannot be read. */
export const memoryTree = (files: Readonly<Record<string, string | null>>): RepositoryTree => ({
  paths: async () => ({ value: Object.keys(files) }),
  read: async (path) => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined
    return typeof text === 'string' ? { value: text } : { missing: 'it is a link' }
  },
})

export const found = (
  files: Readonly<Record<string, string | null>>,
  patterns = '',
): Promise<Discovered> =>
  discover({ discover: patterns, workspaces: patterns === '' ? 'auto' : 'none' }, memoryTree(files))

/** Needs by name: `{ web: ['ui'], ui: [] }`. */
export const graphOf = async (
  files: Readonly<Record<string, string | null>>,
): Promise<Readonly<Record<string, readonly string[]>>> =>
  Object.fromEntries((await found(files)).components.map(({ name, needs }) => [name, needs]))

/** Patterns as written in a filter: `web/**`, `!web/e2e/**`. */
export const patternsOf = (component: Component | undefined): readonly string[] =>
  (component?.list.rules ?? []).map(({ pattern, excludes }) => `${excludes ? '!' : ''}${pattern}`)

/** Whether a file is one of the component's own: the last matching rule decides. */
export const owns = ({ list }: Component, path: string): boolean =>
  list.rules.findLast(({ glob }) => glob.matches(path))?.excludes === false

export const json = (value: unknown): string => JSON.stringify(value)
