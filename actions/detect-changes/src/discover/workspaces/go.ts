import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { fileIn, folderAt } from './folder-path.ts'
import { type GoDirective, parseGoFile } from './go-syntax.ts'
import { forMembers, type Manifests } from './manifests.ts'
import type { Member } from './member.ts'

const WORKSPACE = 'go.work'
const MANIFEST = 'go.mod'

/**
 * The modules that go.work uses. One needs another when it requires it, or when
 * a `replace` of either file puts the other's folder in the place of a module.
 */
export const goMembers = async (manifests: Manifests): Promise<readonly Member[]> => {
  if (!manifests.has(WORKSPACE)) return []
  const work = parseGoFile(await manifests.text(WORKSPACE), WORKSPACE)
  const folders = usedFolders(work).filter((folder) => manifests.has(fileIn(folder, MANIFEST)))
  const modules = await forMembers(folders, WORKSPACE, async (folder) => {
    const manifest = fileIn(folder, MANIFEST)
    const directives = parseGoFile(await manifests.text(manifest), manifest)
    return { folder, manifest, directives, name: moduleName(directives, manifest) }
  })
  const used = new Map(modules.map(({ name, folder }) => [name, folder]))
  const replaced = replacedFolders(work, '')
  return modules.map(({ folder, manifest, directives, name }) => {
    const places = [used, replaced, replacedFolders(directives, folder)]
    const needs = requiredNames(directives).flatMap((required) =>
      places.flatMap((place) => place.get(required) ?? []),
    )
    return { ecosystem: 'go', folder, manifest, package: name, needs }
  })
}

/** Paths that leave the repository are on nobody else's machine either. */
const usedFolders = (work: readonly GoDirective[]): readonly string[] => {
  const folders = work
    .filter(({ verb }) => verb === 'use')
    .map(({ words: [path = ''] }) => folderAt('', path))
  return [...new Set(folders.filter((folder) => folder !== undefined))].toSorted()
}

const moduleName = (directives: readonly GoDirective[], manifest: string): string => {
  const name = directives.find(({ verb }) => verb === 'module')?.words[0]
  if (name !== undefined) return name
  throw new UserError(`${visible(manifest)} names no module. Add a line 'module example.org/name'.`)
}

const requiredNames = (directives: readonly GoDirective[]): readonly string[] =>
  directives.filter(({ verb }) => verb === 'require').flatMap(({ words: [name] }) => name ?? [])

/** `replace name [version] => ./folder`: folders by module name; a path starts with ./ or ../ */
const replacedFolders = (
  directives: readonly GoDirective[],
  from: string,
): ReadonlyMap<string, string> => {
  const replaced = new Map<string, string>()
  for (const { verb, words } of directives) {
    const target = words[words.indexOf('=>') + 1]
    if (verb !== 'replace' || !words.includes('=>') || !/^\.\.?(?:[\\/]|$)/.test(target ?? '')) {
      continue
    }
    const folder = folderAt(from, target ?? '')
    if (folder !== undefined && words[0] !== undefined) replaced.set(words[0], folder)
  }
  return replaced
}
