import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import type { CheckedOutFiles } from '../checked-out-files.ts'
import { isMissing } from '../found.ts'
import type { RepositoryTree } from '../repository-tree.ts'
import type { Checkout } from './checkout.ts'

/** Of the index, which takes some hundred bytes a file: its list costs less than the start of Git up to here. */
const MAX_INDEX_BYTES = 1024 * 1024

/**
 * The files of a checkout: one process for a small repository, none for a large
 * one. A sparse checkout lacks folders that are
 * tracked, so that a large one tells nothing.
 */
export const checkedOutFiles = async (
  { gitDir, root }: Checkout,
  tree: Pick<RepositoryTree, 'paths'>,
): Promise<CheckedOutFiles> => {
  const size = sizeOf(join(gitDir, 'index'))
  if (size === undefined) return { kind: 'unknown' }
  if (size > MAX_INDEX_BYTES) {
    return existsSync(join(gitDir, 'info', 'sparse-checkout'))
      ? { kind: 'unknown' }
      : { kind: 'folders', has: presenceIn(root) }
  }
  const paths = await tree.paths()
  return isMissing(paths) ? { kind: 'unknown' } : { kind: 'paths', paths: paths.value }
}

/** Most patterns that lead nowhere do so with their first name, which one look at the root tells. */
const presenceIn = (root: string): ((path: string) => boolean) => {
  const names = new Set(readdirSync(root))
  return (path) => {
    const end = path.indexOf('/')
    if (end === -1) return names.has(path)
    return names.has(path.slice(0, end)) && existsSync(`${root}/${path}`)
  }
}

/** Undefined for a file that is not there or may not be looked at. */
const sizeOf = (file: string): number | undefined => {
  try {
    return statSync(file).size
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}
