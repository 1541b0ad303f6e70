import { limited } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parsePlatform, platformName } from './platform.ts'

/** Which platforms of an image are wanted: all that it has, or these, by their normal names. */
export type WantedPlatforms = 'all' | readonly string[]

/**
 * Reads `all`, one of the other `words` that stand alone, or platforms such as
 * `linux/amd64` and `linux/arm/v7`, separated by commas or new lines; nothing
 * means all. Each is taken once. Throws {@link UserError} for what is no
 * platform.
 */
export const parseWantedPlatforms = <Word extends string = never>(
  input: string,
  text: string,
  ...words: readonly Word[]
): WantedPlatforms | Word => {
  const entries = text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !entry.startsWith('#'))
  const all = ['all', ...words] as const
  const word = all.find((each) => entries.includes(each))
  if (word === undefined)
    return entries.length === 0
      ? 'all'
      : [...new Set(entries.map((entry) => named(input, entry, all)))]
  if (entries.length === 1) return word
  throw new UserError(
    `Input '${input}' has '${word}' beside other entries. Write '${word}' alone, or only the platforms that you want.`,
  )
}

const named = (input: string, entry: string, words: readonly string[]): string => {
  const platform = parsePlatform(entry)
  if (platform !== undefined) return platformName(platform)
  throw new UserError(
    `Input '${input}' holds '${visible(entry, 100)}', which is no platform. Write ${words.map((word) => `'${word}', `).join('')}or os/architecture such as 'linux/amd64' or 'linux/arm/v7', separated by commas.`,
  )
}

/** Something for one platform, by its normal name; '' where it is not known. */
export type ForPlatform = { readonly platform: string }

/**
 * Those for the wanted platforms, in the order in which the image has them.
 * Whoever wants windows/amd64 gets all its versions. Throws {@link UserError}
 * naming what is there when one is missing: what is not looked at must not pass.
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
