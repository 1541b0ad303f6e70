import { extension, fileName, type LiteralParts } from './literal-parts.ts'

/** Finds the paths that a pattern may match without a look at the others. */
export type PathIndex = {
  /** All paths that have these parts, and maybe some that do not. */
  candidates(parts: LiteralParts): Iterable<string>
}

/** Indexes the paths of a repository; fast when they are sorted, as Git lists them. */
export const pathIndex = (paths: readonly string[]): PathIndex => {
  const sorted = isSorted(paths) ? paths : paths.toSorted(byCodeUnit)
  const named = lookup(sorted, fileName)
  const ending = lookup(sorted, extension)
  return {
    candidates: ({ exact, prefix, file }) => {
      if (exact) return sorted[firstFrom(sorted, prefix)] === prefix ? [prefix] : []
      const paths =
        file === undefined ? sorted : 'name' in file ? named(file.name) : ending(file.extension)
      return prefix === '' ? paths : startingWith(paths, prefix)
    },
  }
}

const isSorted = (paths: readonly string[]): boolean => {
  for (let at = 1; at < paths.length; at += 1) {
    if ((paths[at - 1] ?? '') > (paths[at] ?? '')) return false
  }
  return true
}

const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** `a/**` is the path `a` too: a submodule or a link. */
function* startingWith(sorted: readonly string[], prefix: string): Iterable<string> {
  const folder = prefix.replace(/\/$/, '')
  if (sorted[firstFrom(sorted, folder)] === folder) yield folder
  for (let at = firstFrom(sorted, prefix); at < sorted.length; at += 1) {
    const path = sorted[at]
    if (path === undefined || !path.startsWith(prefix)) return
    yield path
  }
}

/** The position of the first path that is not before `text`. */
const firstFrom = (sorted: readonly string[], text: string): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

/** Paths by a key, grouped when first asked; sorted ones stay sorted. */
const lookup = (paths: readonly string[], keyOf: (path: string) => string) => {
  let groups: Map<string, string[]> | undefined
  return (key: string): readonly string[] => {
    groups ??= grouped(paths, keyOf)
    return groups.get(key) ?? []
  }
}

const grouped = (paths: readonly string[], keyOf: (path: string) => string) => {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const key = keyOf(path)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [path])
    else group.push(path)
  }
  return groups
}
