import { UserError } from '@ci-kit/core/errors'
import { inParallel } from '@ci-kit/core/in-parallel'
import type { Log } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import type { Registry } from '@ci-kit/oci/registry'
import type { BaselinePlace, Targets } from '../inputs/targets.ts'
import { everyPlatform } from '../policy/surplus.ts'
import { scannablePath } from '../target/path-target.ts'
import { resolveArchive } from '../target/resolve-archive.ts'
import { resolveImage } from '../target/resolve-image.ts'
import type { ImageTarget } from '../target/target.ts'
import { type Artifact, archiveArtifact, imageArtifact, pathArtifact } from './artifact.ts'
import { type FoundBaseline, imageBaseline, storedReport } from './find-baseline.ts'

export type ArtifactPorts = {
  readonly log: Pick<Log, 'notice' | 'warning'>
  readonly workspace: Workspace
  /** Absolute path of the workspace. */
  readonly root: string
  /** A folder of this step's own. */
  readonly folder: string
  readonly cancellation: AbortSignal
  registries(host: string): Registry
  /** Reads a file that an input names, of at most that many bytes. */
  readFile(path: string, input: string, maxBytes: number): Promise<Uint8Array>
}

/** An artifact, and what it is compared with. */
export type ScannableArtifact = {
  readonly name: string
  readonly artifact: Artifact
  readonly baseline: FoundBaseline | undefined
  /** Of an image in a registry, for what is attached to it there. */
  readonly image: ImageTarget | undefined
}

/** One that cannot be scanned does not take the others along. */
export type FoundArtifact = ScannableArtifact | { readonly name: string; readonly error: UserError }

/** Several images at once, but no crowd: registries count requests. */
const AT_ONCE = 4

/**
 * Finds out what the names of the workflow stand for just now. Nothing is
 * scanned yet. Throws {@link UserError} for a stored report that cannot be read.
 */
export const findArtifacts = async (
  targets: Targets,
  ports: ArtifactPorts,
): Promise<readonly FoundArtifact[]> => {
  const baselines = await baselinesOf(targets.baselines, ports)
  if (targets.kind !== 'image') return [await found(wanted(targets, ports), baselines[0])]
  const { images, platforms } = targets
  return inParallel([...images.entries()], AT_ONCE, ([index, image]) =>
    found(
      {
        name: image.name,
        find: async () => {
          const target = await resolveImage(image, platforms, ports.registries)
          return { artifact: imageArtifact(target), image: target }
        },
      },
      baselines[index],
    ),
  )
}

/** Asks for what an artifact is compared with. */
type FindBaseline = (artifact: string) => Promise<FoundBaseline | undefined>

/** Files are read before anything else is begun: a mistake in one ends the step. */
const baselinesOf = (
  places: readonly BaselinePlace[],
  ports: ArtifactPorts,
): Promise<readonly FindBaseline[]> =>
  Promise.all(
    places.map(async (place) => {
      if (place.kind === 'image')
        return (artifact: string) => imageBaseline(place.image, artifact, ports)
      const stored = await storedReport(place.path, ports)
      return async () => stored
    }),
  )

type Resolved = { readonly artifact: Artifact; readonly image: ImageTarget | undefined }

type Wanted = { readonly name: string; find(): Promise<Resolved> }

const wanted = (targets: Exclude<Targets, { kind: 'image' }>, ports: ArtifactPorts): Wanted => {
  const { path } = targets
  const { root, workspace, folder, cancellation } = ports
  const find = async (): Promise<Artifact> => {
    if (targets.kind !== 'archive')
      return pathArtifact(targets.kind, scannablePath('scan-ref', path, targets.kind, workspace))
    const places = { root, workspace, folder, signal: cancellation }
    return archiveArtifact(await resolveArchive('input', path, targets.platforms, places))
  }
  return { name: path, find: async () => ({ artifact: await find(), image: undefined }) }
}

const found = async (
  { name, find }: Wanted,
  findBaseline: FindBaseline | undefined,
): Promise<FoundArtifact> => {
  const [resolved, baseline] = await Promise.all([
    find().catch((thrown: unknown) => {
      if (thrown instanceof UserError) return thrown
      throw thrown
    }),
    findBaseline?.(name),
  ])
  return resolved instanceof UserError
    ? { name, error: resolved }
    : { name, ...resolved, baseline: baseline && forPlatformsOf(resolved.artifact, baseline) }
}

/**
 * Platforms of the baseline that the artifact does not have are compared with
 * nothing, so they are not scanned. When one of the two does not name them,
 * they are compared without, and all count.
 */
const forPlatformsOf = (artifact: Artifact, baseline: FoundBaseline): FoundBaseline => {
  if (baseline.kind === 'report') return baseline
  const all = baseline.artifact.parts
  const wanted = new Set(artifact.parts.map(({ platform }) => platform))
  const isNamed = everyPlatform([...artifact.parts, ...all])
  const parts = isNamed ? all.filter(({ platform }) => wanted.has(platform)) : all
  return { kind: 'artifact', artifact: { ...baseline.artifact, parts } }
}
