import type { Manifest } from '@ci-kit/oci/manifest'
import type { Repository } from '@ci-kit/oci/registry'
import { contentKey, scopedKeyTag } from '../key/content-key.ts'
import { type Doubt, isDoubt } from '../key/doubt.ts'
import { findImage } from '../publish/find-image.ts'
import type { Image } from '../publish/inspect-image.ts'
import { checkStoredImage } from '../publish/stored-image.ts'
import type { Identity } from './identity.ts'
import type { ImagePlan } from './image-plan.ts'
import { epochOf, type LayerAge } from './layer-age.ts'
import type { MakingSettings } from './making.ts'

/** What the registry knows about the image that is wanted. */
export type Recalled = {
  /** An image of the same content, whole. */
  readonly found:
    | { readonly reference: string; readonly manifest: Manifest; readonly image: Image }
    | undefined
  /** Why nothing was found; '' when something was. */
  readonly reason: string
}

type Wanted = {
  readonly plan: ImagePlan
  readonly age: LayerAge
  readonly settings: MakingSettings
  readonly repository: Repository
  /** Asked for only where an image may be taken. */
  identity(): Promise<Identity | Doubt>
}

/** Looks for an image of the same content. Whatever is in doubt leads to a build. */
export const recall = async ({
  plan,
  age,
  settings,
  repository,
  identity,
}: Wanted): Promise<Recalled> => {
  if (age.kind === 'anew') return miss(age.reason)
  const obstacle = settings.skip === 'never' ? "input 'skip' is 'never'" : obstacleIn(plan)
  if (obstacle !== undefined) return miss(obstacle)
  const known = await identity()
  if (isDoubt(known)) return miss(known.doubt)
  const key = contentKey(known.inputs, epochOf(age))
  const lookup = await findImage(
    repository,
    plan.cache.scopes.read.map((scope) => scopedKeyTag(key, scope)),
  )
  if (lookup.image === undefined)
    return miss(lookup.reason ?? 'no image of the same content is there')
  const stored = await checkStoredImage(lookup.image, plan.build.platforms, repository)
  if (stored.image === undefined) return miss(stored.reason)
  const { reference } = lookup.image
  return { reason: '', found: { reference, manifest: lookup.image, image: stored.image } }
}

/** The tag by which later runs find the image; undefined when this run may not write it, or what it is made of is in doubt. */
export const keyTagOf = (
  identity: Identity | Doubt,
  { cache: { scopes } }: ImagePlan,
  age: LayerAge,
): string | undefined =>
  isDoubt(identity) || scopes.write === undefined
    ? undefined
    : scopedKeyTag(contentKey(identity.inputs, epochOf(age)), scopes.write)

const miss = (reason: string): Recalled => ({ found: undefined, reason })

/** Outputs that only a build makes. */
const obstacleIn = ({ build }: ImagePlan): string | undefined => {
  if (build.output.load) return "input 'load' wants it in the Docker engine"
  if (build.output.others.length > 0) return "input 'outputs' wants more than an image"
  if (build.noCache) return "input 'no-cache' is set"
  return build.noCacheFilters.length > 0 ? "input 'no-cache-filters' is set" : undefined
}
