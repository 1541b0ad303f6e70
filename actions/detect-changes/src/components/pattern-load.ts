import type { PathPattern } from '../matching/path-pattern.ts'

/**
 * Of all patterns that a single path is compared with: seconds for thousands of files.
 * Each pattern is capped by itself, but a pull request may bring many.
 */
const MAX_OF_A_PATH = 50_000

/** Of all patterns, for the memory: about 100 MB. */
const MAX_OF_ALL = 250_000

export type PatternLoad = {
  /** Whether there is room for these patterns besides those before. */
  add(patterns: readonly PathPattern[]): boolean
}

type Folder = {
  /** States of the patterns that start in this folder. */
  own: number
  /** The most that a path below it meets in addition. */
  below: number
}

/** A path meets the patterns of its own folders only, so that those of sibling folders do not add up. */
export const patternLoad = (): PatternLoad => {
  const folders = new Map<string, Folder>()
  let all = 0
  const folderAt = (path: string): Folder => {
    const folder = folders.get(path) ?? { own: 0, below: 0 }
    folders.set(path, folder)
    return folder
  }
  const most = (path: string): number => {
    const { own, below } = folderAt(path)
    if (path === '') return own + below
    const parent = parentOf(path)
    const around = folderAt(parent)
    around.below = Math.max(around.below, own + below)
    return most(parent)
  }
  const hasRoom = ({ anchor, states }: PathPattern): boolean => {
    if (states === 0) return true
    folderAt(anchor.folder).own += states
    all += states
    return most(anchor.folder) <= MAX_OF_A_PATH && all <= MAX_OF_ALL
  }
  return { add: (patterns) => patterns.every(hasRoom) }
}

const parentOf = (folder: string): string => folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))
