import { limited } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { WantedPlatforms } from './wanted-platforms.ts'

/** Something for one platform, by its normal name; '' where it is not known. */
export type ForPlatform = { readonly platform: string }

/**
 * Those for the wanted platforms, in the order in which the image has them.
 * Whoever wants windows/amd64 gets all its versions. Throws {@link UserError}
 * naming what is there when one is missing: what is not scanned must not pass.
 */
export const choosePlatforms = <T extends ForPlatform>(
  image: string,
  available: readonly T[],
  wanted: WantedPlatforms,
): readonly T[] => {
  if (wanted === 'all') return available
  const missing = wanted.filter((name) => !available.some(({ platform }) => isFor(platform, name)))
  if (missing.length > 0) throw new UserError(missingText(image, missing, available))
  return available.filter(({ platform }) => wanted.some((name) => isFor(platform, name)))
}

const isFor = (platform: string, wanted: string): boolean =>
  platform === wanted || platform.replace(/^([^/(]+)\([^)]*\)\//, '$1/') === wanted

const missingText = (
  image: string,
  missing: readonly string[],
  available: readonly ForPlatform[],
): string => {
  const there = [
    ...new Set(available.map(({ platform }) => platform || 'one that it does not name')),
  ]
  return `Input 'platforms' asks for ${missing.join(', ')}, which ${visible(image, 300)} does not have. It has ${visible(limited(there, 20), 600)}. Correct the list, or build the image for the missing platform.`
}
