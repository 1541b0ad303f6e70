import { messageOf, UserError } from '@ci-kit/core/errors'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { fileIn } from './folder-path.ts'
import { forMembers, type Manifests } from './manifests.ts'
import { lastSegment, type Member } from './member.ts'
import { memberFolders, patternTexts } from './member-folders.ts'
import { dependencyTargets, type Packages } from './npm-dependency.ts'

const MANIFEST = 'package.json'
const PNPM = 'pnpm-workspace.yaml'

/**
 * The members of a workspace of npm, Yarn, Bun (`workspaces` of package.json) or
 * pnpm (`packages` of pnpm-workspace.yaml, which pnpm alone reads). A dependency
 * on the name of a member counts, whatever its version: too much is tested
 * rather than too little.
 */
export const npmMembers = async (manifests: Manifests): Promise<readonly Member[]> => {
  const listed = (await pnpmPatterns(manifests)) ?? (await rootPatterns(manifests))
  if (listed === undefined) return []
  const folders = memberFolders(listed.list, manifests.foldersWith(MANIFEST), listed.origin)
  const read = await forMembers(folders, listed.file, async (folder) => {
    const manifest = fileIn(folder, MANIFEST)
    return { folder, manifest, json: await jsonOf(manifests, manifest) }
  })
  const named = read.map((member) => ({ ...member, package: nameOf(member) }))
  const packages = packagesOf(named)
  return named.map(({ folder, manifest, json, package: name }) => ({
    ecosystem: 'npm',
    folder,
    manifest,
    package: name,
    needs: needsOf(json, folder, packages),
  }))
}

type Listed = { readonly list: unknown; readonly file: string; readonly origin: string }

const pnpmPatterns = async (manifests: Manifests): Promise<Listed | undefined> => {
  if (!manifests.has(PNPM)) return undefined
  const text = await manifests.text(PNPM)
  // The parser of YAML takes longer to load than all the rest.
  const { parseYaml } = await import('@ci-kit/core/yaml')
  const yaml = parseYaml(text, PNPM)
  // Without packages the file holds settings only.
  if (!isObject(yaml) || !Object.hasOwn(yaml, 'packages')) return undefined
  const origin = `${PNPM}, packages`
  // pnpm takes excluded folders out in the end, wherever they stand in the list.
  const texts = patternTexts(yaml.packages ?? [], origin)
  const excluding = texts.filter((text) => text.startsWith('!'))
  const list = [...texts.filter((text) => !text.startsWith('!')), ...excluding]
  return { list, file: PNPM, origin }
}

const rootPatterns = async (manifests: Manifests): Promise<Listed | undefined> => {
  if (!manifests.has(MANIFEST)) return undefined
  const root = await jsonOf(manifests, MANIFEST)
  if (!Object.hasOwn(root, 'workspaces')) return undefined
  const { workspaces } = root
  if (!isObject(workspaces)) {
    return { list: workspaces, file: MANIFEST, origin: `${MANIFEST}, workspaces` }
  }
  const list = Object.hasOwn(workspaces, 'packages') ? workspaces.packages : []
  return { list, file: MANIFEST, origin: `${MANIFEST}, workspaces.packages` }
}

const jsonOf = async (manifests: Manifests, path: string): Promise<Json> => {
  const text = await manifests.text(path)
  const value = parsed(text, path)
  if (isObject(value)) return value
  throw new UserError(`${visible(path)} holds no object. A package.json starts with {.`)
}

const parsed = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const reason = visible(messageOf(thrown), 200)
    throw new UserError(`${visible(path)} cannot be read as JSON: ${reason}. Correct it.`)
  }
}

/** npm calls a package without a name after its folder. */
const nameOf = ({ folder, json }: { readonly folder: string; readonly json: Json }): string =>
  stringAt(json, 'name') ?? (lastSegment(folder) || 'root')

const packagesOf = (
  members: readonly { readonly folder: string; readonly package: string }[],
): Packages => {
  const packages = new Map<string, string[]>()
  for (const { folder, package: name } of members) {
    const known = packages.get(name)
    if (known === undefined) packages.set(name, [folder])
    else known.push(folder)
  }
  return packages
}

const KINDS = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
] as const

const needsOf = (json: Json, folder: string, packages: Packages): readonly string[] =>
  KINDS.flatMap((kind) =>
    Object.entries(objectAt(json, kind) ?? {}).flatMap(([name, spec]) =>
      dependencyTargets(name, typeof spec === 'string' ? spec : '', folder, packages),
    ),
  )
