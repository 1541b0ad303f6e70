import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseReference } from '@ci-kit/oci/reference'
import type { Source } from '../../dockerfile/dockerfile.ts'

/** A `RUN --mount=type=cache` as the Dockerfile has it. */
export type DockerfileMount = {
  readonly id: string | undefined
  readonly sharing: 'shared' | 'private' | 'locked'
  readonly mode: string | undefined
  readonly uid: number | undefined
  readonly gid: number | undefined
  /** What the mount starts with; undefined is empty. */
  readonly from: Source | undefined
  /** Index of its stage. */
  readonly stage: number
  readonly line: number
  /** False when a variable in it cannot be known. */
  readonly known: boolean
}

type MountStage = {
  readonly base: Source
  /** `--platform` of FROM as written. */
  readonly platform: string | undefined
}

/** A cache mount whose content can be saved and brought back. BuildKit tells mounts apart by all but lines and base. */
export type CarriedMount = {
  readonly id: string
  readonly sharing: 'shared' | 'private' | 'locked'
  readonly mode: string | undefined
  readonly uid: number | undefined
  readonly gid: number | undefined
  /** Lines of the RUN instructions that have it. */
  readonly lines: readonly number[]
  /** An image with a shell and `cp`: the one that the stage of the RUN starts from. */
  readonly image: string
  /** Whether that stage runs on the builder's own platform (`FROM --platform=$BUILDPLATFORM`). */
  readonly onBuildPlatform: boolean
}

/** Each costs a look-up a scope, and a build when it is saved. */
const MOST_MOUNTS = 16

/**
 * The mounts that can be carried between builders, each once, and why others
 * cannot. `contexts` are the named contexts of the build, name to value.
 */
export const carriedMounts = (
  mounts: readonly DockerfileMount[],
  stages: readonly MountStage[],
  contexts: ReadonlyMap<string, string> = new Map(),
): { readonly carried: readonly CarriedMount[]; readonly leftOut: readonly string[] } => {
  const carried = new Map<string, CarriedMount>()
  const leftOut: string[] = []
  for (const mount of mounts) {
    const found = carriedMount(mount, stages, contexts)
    if (typeof found === 'string') {
      leftOut.push(`The cache mount in line ${mount.line} is not carried on: ${found}.`)
      continue
    }
    const key = mountIdentity(found)
    const known = carried.get(key)
    if (known) carried.set(key, { ...known, lines: [...known.lines, mount.line] })
    else if (carried.size < MOST_MOUNTS) carried.set(key, found)
    else leftOut.push(`The cache mount in line ${mount.line} is not carried on: ${TOO_MANY}.`)
  }
  return { carried: [...carried.values()], leftOut }
}

const TOO_MANY = `there are more than ${MOST_MOUNTS}`

const carriedMount = (
  { id, known, from, line, stage, ...mount }: DockerfileMount,
  stages: readonly MountStage[],
  contexts: ReadonlyMap<string, string>,
): CarriedMount | string => {
  if (!known || id === undefined || id.includes('\0')) return 'a variable in it is not known'
  if (from !== undefined) return 'it starts with the content of an image'
  const root = rootOf(stage, stages)
  const image = root && imageOf(root.base, contexts)
  if (image === undefined) return 'its stage is based on no image that is known'
  const fault = referenceFault(image)
  if (fault !== undefined) return fault
  if (mount.mode !== undefined && !/^[0-7]{1,5}$/.test(mount.mode)) return 'its mode is no number'
  const { sharing, mode, uid, gid } = mount
  const onBuildPlatform = /BUILDPLATFORM/.test(root?.platform ?? '')
  return { id, sharing, mode, uid, gid, lines: [line], image, onBuildPlatform }
}

/** The stage that starts from something outside of the Dockerfile. */
const rootOf = (index: number, stages: readonly MountStage[]): MountStage | undefined => {
  let stage = stages[index]
  // Stages refer to earlier ones only, so that many steps end at the root.
  for (let steps = 0; stage?.base.kind === 'stage' && steps < stages.length; steps += 1)
    stage = stages[stage.base.index]
  return stage
}

const IMAGE_CONTEXT = 'docker-image://'

const imageOf = (base: Source, contexts: ReadonlyMap<string, string>): string | undefined => {
  if (base.kind === 'image') return base.reference
  if (base.kind !== 'context') return undefined
  const value = contexts.get(base.name)
  return value?.startsWith(IMAGE_CONTEXT) ? value.slice(IMAGE_CONTEXT.length) : undefined
}

const referenceFault = (image: string): string | undefined => {
  try {
    parseReference(image)
    return undefined
  } catch (thrown) {
    return visible(messageOf(thrown), 300)
  }
}

/** What BuildKit keeps a mount under, and what its saved content is named by. */
export const mountIdentity = ({ id, mode, uid, gid }: CarriedMount): string =>
  mode === undefined && uid === undefined && gid === undefined
    ? id
    : [id, mode ?? '', uid ?? '', gid ?? ''].join('\0')
