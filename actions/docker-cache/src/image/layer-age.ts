import { type CacheEntry, entryLine, entryName } from '../cache/cache-entry.ts'
import { type Epoch, isYoung } from '../key/epoch.ts'
import type { ImagePlan } from './image-plan.ts'
import type { MakingSettings } from './making.ts'
import type { PreviousInputs } from './remembered-inputs.ts'

/** What `max-age` lets a build take from caches. */
export type LayerAge =
  /** The input is not set. */
  | { readonly kind: 'any' }
  /** What was made in the epoch of a scope. */
  | { readonly kind: 'young'; readonly scope: string; readonly epoch: Epoch }
  /** Nothing: with this build begins an epoch. */
  | { readonly kind: 'anew'; readonly anew: number; readonly reason: string }

type Decided = {
  readonly plan: ImagePlan
  readonly settings: Pick<MakingSettings, 'maxAgeMs'>
  /** Asked for only with `max-age`. */
  previous(): Promise<PreviousInputs | undefined>
}

/** Decides what a build that starts at `now` may take from caches. What is not known is too old. */
export const layerAge = async (
  { plan, settings: { maxAgeMs }, previous }: Decided,
  now: number,
): Promise<LayerAge> => {
  if (maxAgeMs === undefined) return { kind: 'any' }
  const anew = (reason: string): LayerAge => ({ kind: 'anew', anew: now, reason })
  if (plan.build.noCache) return anew("input 'no-cache' is set")
  const found = await previous()
  const epoch = found?.record.epoch
  if (found === undefined || epoch === undefined)
    return anew("no record tells the age of its layers, and 'max-age' is set")
  if (isYoung(epoch, maxAgeMs, now)) return { kind: 'young', scope: found.scope, epoch }
  const time = new Date(epoch.anew).toISOString()
  return anew(
    epoch.anew > now
      ? `its layers are on record as made at ${time}, which is still to come`
      : `its layers are from ${time}, longer ago than 'max-age' allows`,
  )
}

/** The plan with no more caches to read than the age allows. */
export const withinAge = (plan: ImagePlan, age: LayerAge): ImagePlan => {
  if (age.kind === 'any') return plan
  const known = age.kind === 'young' ? age.epoch.caches : []
  const refs = new Set(known.map((tag) => `${plan.request.repository.name}:${tag}`))
  const young = (entries: readonly CacheEntry[]) =>
    entries.filter((entry) => refs.has(entryName(entry)))
  const from = young(plan.cache.from)
  const stages = plan.cache.stages.map((stage) => ({ ...stage, from: young(stage.from) }))
  return {
    ...plan,
    cache: { ...plan.cache, from, stages },
    build: {
      ...plan.build,
      noCache: plan.build.noCache || age.kind === 'anew',
      cacheFrom: from.map(entryLine),
    },
  }
}

/** Mixed into the key of an image, so that it is found in its own epoch only; undefined where no age counts. */
export const epochOf = (age: LayerAge): number | undefined => {
  if (age.kind === 'any') return undefined
  return age.kind === 'young' ? age.epoch.anew : age.anew
}

/** What a build wrote: tags of the image's repository. */
export type WrittenCaches = {
  readonly layers: readonly string[]
  readonly stages: readonly string[]
}

/**
 * What the record of the written scope may say after a build. Caches that were
 * not written may be older, so they are not in it. `keep` leaves the record as
 * it is: the scope follows that of another one until it has a cache of its own.
 */
export const nextEpoch = (
  age: LayerAge,
  scope: string,
  { layers, stages }: WrittenCaches,
): Epoch | undefined | 'keep' => {
  if (age.kind === 'any') return undefined
  const written = [...layers, ...stages]
  if (age.kind === 'anew') return { anew: age.anew, caches: written }
  if (age.scope === scope)
    return { anew: age.epoch.anew, caches: [...new Set([...age.epoch.caches, ...written])] }
  return layers.length === 0 ? 'keep' : { anew: age.epoch.anew, caches: written }
}
