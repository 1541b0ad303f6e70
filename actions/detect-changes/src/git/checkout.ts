import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { systemCode } from '@ci-kit/core/errors'
import { emptyTreeLike, isSha } from '../sha.ts'
import { type RefFiles, refFiles } from './ref-files.ts'
import { readSmallFile } from './small-file.ts'

/** A checkout as its files describe it, read without a process. Paths are absolute. */
export type Checkout = {
  /** The folder with `.git`. */
  readonly root: string
  readonly gitDir: string
  /** Where objects, refs and the configuration are; differs from `gitDir` in a linked worktree. */
  readonly commonDir: string
  /** The commit that is checked out, undefined when the files do not tell. */
  readonly head: string | undefined
  /** Commits whose parents were left out; empty with the whole history. */
  readonly shallow: ReadonlySet<string>
  /** A partial clone: trees and file contents may be missing. */
  readonly partial: boolean
  readonly refs: RefFiles
}

const MAX_SHALLOW = 64 * 1024 * 1024

/** The checkout that `folder` belongs to: `.git` is a folder, or in worktrees and submodules a file that names one. */
export const findCheckout = (folder: string): Checkout | undefined => {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = checkoutAt(join(at, '.git'))
    if (found !== undefined || at === dirname(at)) return found
  }
}

const checkoutAt = (path: string): Checkout | undefined => {
  const link = /^gitdir: (.+)$/.exec(readSmallFile(path)?.trimEnd() ?? '')?.[1]
  const gitDir = link === undefined ? path : resolve(dirname(path), link)
  const head = readSmallFile(join(gitDir, 'HEAD'))?.trim()
  if (head === undefined) return undefined
  const common = readSmallFile(join(gitDir, 'commondir'))?.trim()
  const commonDir = common === undefined ? gitDir : resolve(gitDir, common)
  const packs = namesIn(join(commonDir, 'objects', 'pack'))
  if (packs === undefined) return undefined
  const refs = refFiles(commonDir)
  const shallow = readSmallFile(join(commonDir, 'shallow'), MAX_SHALLOW) ?? ''
  return {
    root: dirname(path),
    gitDir,
    commonDir,
    head: isSha(head) ? head : refs.id(head.replace(/^ref: /, '')),
    shallow: new Set(shallow.split('\n').filter(isSha)),
    partial: packs.some((name) => name.endsWith('.promisor')),
    refs,
  }
}

const namesIn = (folder: string): readonly string[] | undefined => {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    // Without a folder for objects it is no repository, and Git looks further up too.
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}

/** Commits that are certain to be here with all their trees, and the tree without files, which Git always has. */
export const isHere = ({ partial, head, shallow }: Checkout, id: string): boolean =>
  isEmptyTree(id) || (!partial && (id === head || shallow.has(id)))

const isEmptyTree = (id: string): boolean => isSha(id) && id === emptyTreeLike(id)

/** With `fetch-depth: 1` the checked out commit is the only one, so any other is certain to be missing. */
export const holdsOneCommit = ({ head, shallow }: Checkout): boolean =>
  head !== undefined && shallow.has(head)
