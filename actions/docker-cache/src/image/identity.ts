import type { BuildPlan } from '../build/build-options.ts'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import { contextReach } from '../dockerfile/context-reach.ts'
import { imageSources } from '../dockerfile/image-sources.ts'
import { resolveBases } from '../key/base-digests.ts'
import type { ContextKey, KeyInputs } from '../key/content-key.ts'
import type { ContextSource } from '../key/context-source.ts'
import { type Doubt, isDoubt } from '../key/doubt.ts'
import type { FileHashes } from '../key/file-hash.ts'
import { remoteAdd } from '../key/remote-adds.ts'
import { keyInputs } from './key-inputs.ts'
import type { MakingPorts } from './making.ts'
import { unforeseenIn } from './unforeseen.ts'
import { contextKey, contextSources, folderContents } from './used-contexts.ts'

/** All that an image follows from. */
export type Identity = {
  readonly inputs: KeyInputs
  /** Hashes of the files of the main context, by their paths. */
  readonly files: ReadonlyMap<string, string>
  /** So that a second look reads only what has changed since. */
  readonly hashes: FileHashes
  /** The latest change in all contexts, in ms since 1970. */
  readonly changedMs: number
}

/**
 * Collects what a build follows from; anything that cannot be known for certain
 * is a doubt. `earlier` is what an earlier look has found.
 */
export const identify = async (
  plan: BuildPlan,
  source: DockerfileSource | undefined,
  ports: IdentityPorts,
  earlier?: Identity,
): Promise<Identity | Doubt> => {
  if (source === undefined) return { doubt: 'the Dockerfile comes with a remote context' }
  const unforeseen = unforeseenIn(source, ports.env)
  if (unforeseen !== undefined) return { doubt: unforeseen }
  const outside = imageSources(source.parsed, plan.target)
  const [unknown] = outside.unknown
  if (unknown !== undefined)
    return { doubt: `what ${unknown} stands for is known to the builder alone` }
  const contexts = contextSources(plan)
  const doubt = remoteAdd(source.parsed, plan.target) ?? [...contexts.values()].find(isDoubt)
  if (doubt !== undefined) return doubt
  const found = new Map([...contexts].flatMap(([name, one]) => (isDoubt(one) ? [] : [[name, one]])))
  const hashes = earlier?.hashes ?? new Map()
  return collected(plan, source, { images: outside.images, contexts: found, hashes }, ports)
}

type IdentityPorts = Pick<MakingPorts, 'context' | 'env' | 'registries'>

type Outside = {
  readonly hashes: FileHashes
  readonly images: readonly string[]
  readonly contexts: ReadonlyMap<string, ContextSource>
}

/** Registries and files are asked at the same time. */
const collected = async (
  plan: BuildPlan,
  source: DockerfileSource,
  { images, contexts, hashes }: Outside,
  ports: IdentityPorts,
): Promise<Identity | Doubt> => {
  const references = [...contexts.values()].flatMap((one) =>
    one.kind === 'image' ? [one.reference] : [],
  )
  const asked = ports.registries().then((registry) =>
    resolveBases([...images, ...references], (host, signal) => ({
      repository: (name) => registry(host).repository(name).within({ signal }),
    })),
  )
  const folders = await folderContents(contexts, {
    workspace: ports.context.workspace,
    dockerfile: source.file,
    reach: contextReach(source.parsed, plan.target),
    hashes,
  })
  const bases = await asked
  if (isDoubt(folders)) return folders
  if (isDoubt(bases)) return bases
  const digestOf = (reference: string) => bases.digests.get(reference)
  const keys = new Map<string, ContextKey>()
  for (const [name, one] of contexts) {
    const key = contextKey(one, folders.get(name), digestOf)
    if (key === undefined) return { doubt: `the context '${name}' is not known` }
    keys.set(name, key)
  }
  const context = keys.get('')
  if (context === undefined) return { doubt: 'the context is not known' }
  keys.delete('')
  const inputs = keyInputs(plan, source, ports.env, {
    context,
    contexts: keys,
    bases: bases.digests,
  })
  return {
    inputs,
    hashes,
    files: folders.get('')?.files ?? new Map(),
    changedMs: Math.max(0, ...[...folders.values()].map((content) => content.changedMs)),
  }
}
