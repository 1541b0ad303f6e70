import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { once } from '@ci-kit/core/once'
import type { Repository } from '@ci-kit/oci/registry'
import type { DockerfileSource } from '../build/dockerfile-source.ts'
import type { Image } from '../publish/inspect-image.ts'
import { tagImage } from '../publish/tag-image.ts'
import { builtImage } from './built-image.ts'
import { identify } from './identity.ts'
import type { ImagePlan } from './image-plan.ts'
import type { BuildFacts } from './image-result.ts'
import { layerAge, withinAge } from './layer-age.ts'
import type { MakingPorts, MakingSettings } from './making.ts'
import { type Recalled, recall } from './recall.ts'
import { previousInputs } from './remembered-inputs.ts'
import type { BuildFailed } from './run-build.ts'

/** An image that is there: built and pushed by digest, or found in the registry. */
export type MadeImage = {
  readonly plan: ImagePlan
  /** Undefined for outputs that are no image. */
  readonly digest: string | undefined
  /** As the registry holds it; undefined when it was not pushed. */
  readonly image: Image | undefined
  /** What buildx says about an image that was not pushed. */
  readonly metadata?: Json
  readonly skipped: boolean
  /** Gives the image names; does nothing for one that was not pushed. */
  tag(tags: readonly string[]): Promise<void>
  /** Gives it the tag by which the next run finds it; for an image that has all its other tags. */
  remember(): Promise<void>
  /** Ends what may still run, such as writing caches; undefined when nothing was built. */
  finish(): Promise<BuildFacts | undefined>
  /** Ends what still runs at once. */
  abandon(): void
}

/** Finds or builds one image. Throws when that fails; `onFailed` gets the progress of a failed build. */
export const makeImage = async (
  wanted: ImagePlan,
  source: DockerfileSource | undefined,
  settings: MakingSettings,
  ports: MakingPorts,
  onFailed: (failed: BuildFailed) => void,
): Promise<MadeImage> => {
  const { repository: place } = wanted.request
  const registries = await ports.registries()
  const repository = registries(place.host).repository(place.path)
  const identity = once(() => identify(wanted.build, source, ports))
  const previous = once(() =>
    previousInputs({ plan: wanted, settings, repository, identity }, ports),
  )
  // With an age the record is asked for first; what the image follows from is found out meanwhile.
  if (settings.maxAgeMs !== undefined) identity().catch(() => undefined)
  const age = await layerAge({ plan: wanted, settings, previous }, ports.clock.now())
  const plan = withinAge(wanted, age)
  const recalled = await recall({ plan, age, settings, repository, identity })
  if (recalled.found !== undefined) {
    ports.log.info(`Nothing changed: ${visible(recalled.found.reference)} has the same content.`)
    return skippedImage(plan, recalled.found, repository)
  }
  if (settings.skip === 'require') throw notThere(recalled.reason)
  // Why caches are left aside counts even where no image is looked for.
  const isTooOld = age.kind === 'anew' && !wanted.build.noCache
  if (isTooOld || settings.skip === 'auto')
    ports.log.info(`The image is built${isTooOld ? ' anew' : ''}: ${sentence(recalled.reason)}`)
  const making = { plan, age, source, settings, repository, identity, previous }
  return builtImage(making, ports, onFailed)
}

const notThere = (reason: string): UserError =>
  new UserError(
    `Input 'skip' is 'require', and no image of the same content can be taken: ${sentence(reason)} Build it in a run with 'skip: auto' first.`,
  )

/** Errors of registries end with advice, other reasons without a full stop. */
const sentence = (reason: string): string => (reason.endsWith('.') ? reason : `${reason}.`)

const skippedImage = (
  plan: ImagePlan,
  { manifest, image }: NonNullable<Recalled['found']>,
  repository: Repository,
): MadeImage => ({
  plan,
  digest: image.digest,
  image,
  skipped: true,
  tag: async (tags) => void (plan.pushes && (await tagImage(repository, manifest, tags))),
  // It was found by that tag.
  remember: async () => {},
  finish: async () => undefined,
  abandon: () => {},
})
