import { resolve } from 'node:path'
import type { Digest } from '@ci-kit/oci/digest'
import type { BuildPlan } from '../build/build-options.ts'
import type { ContextReach } from '../dockerfile/context-reach.ts'
import type { ContextKey } from '../key/content-key.ts'
import { type ContextContent, contextContent } from '../key/context-content.ts'
import { type ContextSource, contextSource } from '../key/context-source.ts'
import type { IgnoreRules } from '../key/dockerignore.ts'
import { type Doubt, isDoubt } from '../key/doubt.ts'
import type { FileHashes } from '../key/file-hash.ts'
import { contextRules } from '../key/ignore-file.ts'

/** Under '' the main context, under their names the others. */
export const contextSources = (plan: BuildPlan): ReadonlyMap<string, ContextSource | Doubt> =>
  new Map([
    ['', contextSource(plan.context)] as const,
    ...plan.buildContexts.map(({ name, value }) => [name, contextSource(value)] as const),
  ])

/** Where the contents of contexts are, and what is known of them. */
export type Places = {
  readonly workspace: string
  /** Relative to the workspace. */
  readonly dockerfile: string
  /** What is used of the main context; undefined for all of it. */
  readonly reach: ContextReach | undefined
  /** Of an earlier look at the same files. */
  readonly hashes: FileHashes
}

/** The contents of the contexts that are folders, by their names. */
export const folderContents = async (
  contexts: ReadonlyMap<string, ContextSource>,
  { workspace, dockerfile, reach, hashes }: Places,
): Promise<ReadonlyMap<string, ContextContent> | Doubt> => {
  const found = new Map<string, ContextContent>()
  for (const [name, one] of contexts) {
    if (one.kind !== 'folder') continue
    const folder = resolve(workspace, one.path)
    const rules = await contextRules(
      folder,
      name === '' ? resolve(workspace, dockerfile) : undefined,
    )
    const content = isDoubt(rules)
      ? rules
      : await usedContent(folder, rules, name === '' ? reach : undefined, hashes)
    if (isDoubt(content)) return content
    found.set(name, content)
  }
  return found
}

/** Where it is in doubt what of a folder is used, all of it counts. */
const usedContent = async (
  folder: string,
  rules: IgnoreRules,
  reach: ContextReach | undefined,
  hashes: FileHashes,
): Promise<ContextContent | Doubt> => {
  const content = await contextContent(folder, rules, { reach, hashes })
  return isDoubt(content) && reach ? contextContent(folder, rules, { hashes }) : content
}

/** What a context stands for in a key; undefined where its folder or image is not known. */
export const contextKey = (
  source: ContextSource,
  content: ContextContent | undefined,
  digestOf: (reference: string) => Digest | undefined,
): ContextKey | undefined => {
  if (source.kind === 'pinned') return source
  if (source.kind === 'folder') return content && { kind: 'folder', digest: content.digest }
  const digest = digestOf(source.reference)
  return digest && { kind: 'image', digest }
}
