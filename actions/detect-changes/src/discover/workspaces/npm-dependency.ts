import { folderAt } from './folder-path.ts'

/** Folders of the members, by the names of their packages. */
export type Packages = ReadonlyMap<string, readonly string[]>

/**
 * The folders that a dependency in a package.json may stand for, where `folder`
 * is that of the package. Forms of npm, Yarn, pnpm and Bun: a version or range;
 * another name as in `npm:@shop/ui@^1` and `workspace:@shop/ui@*`; a folder as
 * in `file:../ui`, `link:../ui`, `portal:../ui`, `workspace:../ui`; and Yarn's
 * `workspace:packages/ui`, which counts from the root.
 */
export const dependencyTargets = (
  name: string,
  spec: string,
  folder: string,
  packages: Packages,
): readonly string[] => {
  const [, protocol, rest = ''] = /^(npm|workspace|file|link|portal):(.*)$/s.exec(spec) ?? []
  const named = packages.get(name) ?? []
  if (protocol === undefined) return isRelative(spec) ? inRepository(folder, spec) : named
  if (protocol === 'npm') return [...named, ...aliased(rest, packages)]
  if (protocol !== 'workspace' || isRelative(rest)) return inRepository(folder, rest)
  return [...named, ...aliased(rest, packages), ...fromRoot(rest, packages)]
}

const isRelative = (text: string): boolean => /^\.\.?(?:[\\/]|$)/.test(text)

const inRepository = (folder: string, path: string): readonly string[] => {
  const target = folderAt(folder, path)
  return target === undefined ? [] : [target]
}

/** The name in `@shop/ui@^1`: an @ at the start belongs to it. */
const aliased = (text: string, packages: Packages): readonly string[] => {
  const end = text.indexOf('@', 1)
  return packages.get(end < 0 ? text : text.slice(0, end)) ?? []
}

const fromRoot = (path: string, packages: Packages): readonly string[] => {
  if (!path.includes('/')) return []
  const target = folderAt('', path)
  return [...packages.values()].flat().filter((folder) => folder === target)
}
