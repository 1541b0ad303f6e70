import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import { parseDigest } from '@ci-kit/oci/digest'
import type { Manifest } from '@ci-kit/oci/manifest'
import type { Repository } from '@ci-kit/oci/registry'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import { entryName } from '../cache/cache-entry.ts'
import type { Doubt } from '../key/doubt.ts'
import { type Image, inspectImage } from '../publish/inspect-image.ts'
import { layersBefore } from '../publish/layers-before.ts'
import { probe, type Readiness } from '../publish/probe.ts'
import { tagImage } from '../publish/tag-image.ts'
import { afterBuild } from './after-build.ts'
import type { CompleteImage } from './build-attempt.ts'
import { tagsOf } from './cache-tags-of.ts'
import { keepCaches, openCaches } from './carried-caches.ts'
import type { Identity } from './identity.ts'
import type { ImagePlan } from './image-plan.ts'
import type { LayerAge } from './layer-age.ts'
import type { MadeImage } from './make-image.ts'
import type { MakingPorts, MakingSettings } from './making.ts'
import { remembering } from './remember-image.ts'
import type { PreviousInputs } from './remembered-inputs.ts'
import { type BuildFailed, type BuildRun, runBuild } from './run-build.ts'

/** A build with all that it needs to know. */
export type Making = {
  readonly plan: ImagePlan
  readonly source: DockerfileSource | undefined
  readonly settings: MakingSettings
  readonly repository: Repository
  /** What it may take from caches; the plan goes by it. */
  readonly age: LayerAge
  /** What the image follows from; found out when it is first asked for. */
  identity(): Promise<Identity | Doubt>
  /** What the last build was made from; read from the registry when it is first asked for. */
  previous(): Promise<PreviousInputs | undefined>
}

/** Builds an image and pushes it by digest; answers as soon as it is complete. */
export const builtImage = async (
  decided: Making,
  ports: MakingPorts,
  onFailed: (failed: BuildFailed) => void,
): Promise<MadeImage> => {
  const { settings, repository } = decided
  const making = { ...decided, plan: await openCaches(decided, ports) }
  const { plan } = making
  announceCaches(plan, ports.log)
  const before = plan.pushes ? layersBefore(repository, knownTags(plan)) : undefined
  // Nobody waits for it when the build fails or is cancelled.
  before?.catch(() => undefined)
  const run = runBuild(
    plan.build,
    settings.build,
    { ...ports, registryReady: (failures) => registryReady(repository, failures, ports) },
    onFailed,
  )
  // Found out while the builder works, where it was not asked for before.
  if (plan.pushes) making.identity().catch(() => undefined)
  const { digest, graph, metadata } = await complete(run, () =>
    keepCaches(making, undefined, ports),
  )
  const stored = plan.pushes ? await storedImage(digest, repository, run.abandon) : undefined
  return {
    plan,
    digest,
    image: stored?.image,
    ...(metadata && { metadata }),
    skipped: false,
    tag: async (tags) => void (stored && (await tagImage(repository, stored.manifest, tags))),
    remember: remembering(making, graph, stored?.manifest, ports),
    finish: async () =>
      afterBuild(making, await run.ended, { image: stored?.image, before }, ports),
    abandon: run.abandon,
  }
}

/**
 * BuildKit does not pass on how long a registry wants to be left alone, and has
 * tried for some seconds itself. So the registry gets a while, and is then
 * asked by somebody who keeps its Retry-After.
 */
const registryReady = async (
  repository: Repository,
  failures: number,
  { clock }: MakingPorts,
): Promise<Readiness> => {
  await clock.sleep(FIRST_WAIT_MS * WAIT_FACTOR ** (failures - 1))
  return probe(repository, 'latest')
}

const FIRST_WAIT_MS = 3_000
const WAIT_FACTOR = 4

const announceCaches = ({ cache }: ImagePlan, log: Log): void => {
  log.info(`Caches to read: ${cache.from.map(entryName).join(', ') || 'none'}`)
  log.info(`Caches to write: ${cache.to.map(entryName).join(', ') || 'none'}`)
}

/** Tags of the image's repository whose layers a push need not send again. */
const knownTags = (plan: ImagePlan): readonly string[] => [
  ...plan.tags,
  ...tagsOf(plan, plan.cache.from),
]

const complete = async (run: BuildRun, onFailed: () => Promise<void>): Promise<CompleteImage> => {
  try {
    return await run.image
  } catch (thrown) {
    await onFailed()
    throw thrown
  }
}

type Stored = { readonly manifest: Manifest; readonly image: Image }

/** What the registry holds is what counts: it is read back, and its digest checked. */
const storedImage = async (
  digest: string | undefined,
  repository: Repository,
  abandon: () => void,
): Promise<Stored> => {
  try {
    if (digest === undefined) throw noDigest()
    const manifest = await repository.manifests.get(parseDigest(digest))
    return { manifest, image: await inspectImage(manifest, repository) }
  } catch (thrown) {
    abandon()
    throw thrown
  }
}

const noDigest = (): UserError =>
  new UserError(
    'The builder did not report a digest. Use a builder with BuildKit 0.11 or later (docker-container, kubernetes or remote driver).',
  )
