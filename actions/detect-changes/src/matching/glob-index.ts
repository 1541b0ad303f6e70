import { type Anchor, extensionOf } from './anchor.ts'
import type { Glob } from './glob.ts'
import { type Path, pathReader } from './path.ts'
import type { PathPattern } from './path-pattern.ts'

export type GlobIndex = {
  /** Calls `found` once for each glob that matches, with its position in the list. */
  find(path: string, found: (glob: number) => void): void
}

type Entry = { readonly glob: number; readonly pattern: PathPattern }
type Entries = Map<string, Entry[]>

/** The patterns whose paths all start with the same text, sorted by how those end. */
type Shelf = {
  readonly prefix: string
  readonly others: Entry[]
  readonly byName: Entries
  readonly byExtension: Entries
  /** The shelf of the longest shorter prefix. */
  around: Shelf | undefined
}

/**
 * Finds the globs of a path without trying all of them: only those are tested
 * whose leading plain text the path starts with, and whose trailing name or
 * extension it has.
 */
export const globIndex = (globs: readonly Glob[]): GlobIndex => {
  const shelves = shelvesOf(globs)
  const prefixes = shelves.map(({ prefix }) => prefix)
  const lastFound = new Int32Array(globs.length)
  const paths = pathReader()
  let round = 0
  let at = -1
  const test = (entries: readonly Entry[], path: Path, found: (glob: number) => void): void => {
    for (const { glob, pattern } of entries) {
      if (lastFound[glob] === round || !pattern.matches(path)) continue
      lastFound[glob] = round
      found(glob)
    }
  }
  return {
    find: (text, found) => {
      round += 1
      const path = paths.read(text)
      // Sorted paths mostly stand in the same folder as the one before.
      if (!isLastUpTo(prefixes, at, text)) at = lastUpTo(prefixes, text)
      let shelf = shelves[at]
      while (shelf !== undefined && !text.startsWith(shelf.prefix)) shelf = shelf.around
      for (; shelf !== undefined; shelf = shelf.around) {
        test(shelf.others, path, found)
        if (shelf.byName.size > 0) test(shelf.byName.get(path.lastName()) ?? NONE, path, found)
        if (shelf.byExtension.size > 0) {
          test(shelf.byExtension.get(extensionOf(path.lastName())) ?? NONE, path, found)
        }
      }
    },
  }
}

const NONE: readonly Entry[] = []

const isLastUpTo = (prefixes: readonly string[], at: number, text: string): boolean => {
  const prefix = prefixes[at]
  const next = prefixes[at + 1]
  return prefix !== undefined && prefix <= text && (next === undefined || text < next)
}

/** In the order of their prefixes. */
const shelvesOf = (globs: readonly Glob[]): readonly Shelf[] => {
  const shelves = new Map<string, Shelf>()
  for (const [glob, { alternatives }] of globs.entries()) {
    for (const pattern of alternatives) {
      const { prefix, end } = pattern.anchor
      const shelf = shelves.get(prefix) ?? emptyShelf(prefix)
      shelves.set(prefix, shelf)
      entriesOf(shelf, end).push({ glob, pattern })
    }
  }
  const sorted = [...shelves.values()].sort((one, other) => (one.prefix < other.prefix ? -1 : 1))
  let previous: Shelf | undefined
  for (const shelf of sorted) {
    while (previous !== undefined && !shelf.prefix.startsWith(previous.prefix)) {
      previous = previous.around
    }
    shelf.around = previous
    previous = shelf
  }
  return sorted
}

const emptyShelf = (prefix: string): Shelf => ({
  prefix,
  others: [],
  byName: new Map(),
  byExtension: new Map(),
  around: undefined,
})

const entriesOf = (shelf: Shelf, end: Anchor['end']): Entry[] => {
  if (end === undefined) return shelf.others
  const by = end.of === 'name' ? shelf.byName : shelf.byExtension
  const entries = by.get(end.text) ?? []
  by.set(end.text, entries)
  return entries
}

/**
 * Position of the last prefix that does not come after the text; -1 when all do.
 * Every prefix that the text starts with is this one or around it, because what
 * is sorted between a text and its beginning has the same beginning.
 */
const lastUpTo = (prefixes: readonly string[], text: string): number => {
  let low = 0
  let high = prefixes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((prefixes[middle] ?? '') <= text) low = middle + 1
    else high = middle
  }
  return low - 1
}
