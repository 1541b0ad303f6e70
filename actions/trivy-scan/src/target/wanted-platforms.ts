import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parsePlatform, platformName } from '@ci-kit/oci/platform'

/** Which platforms of an image are scanned: all that it has, or these, by their normal names. */
export type WantedPlatforms = 'all' | readonly string[]

/**
 * Reads `all`, or platforms such as `linux/amd64` and `linux/arm/v7`, separated
 * by commas or new lines; nothing means all. Each is taken once. Throws
 * {@link UserError} for what is no platform.
 */
export const parseWantedPlatforms = (input: string, text: string): WantedPlatforms => {
  const entries = text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !entry.startsWith('#'))
  if (entries.length === 0) return 'all'
  if (!entries.includes('all')) return [...new Set(entries.map((entry) => named(input, entry)))]
  if (entries.length === 1) return 'all'
  throw new UserError(
    `Input '${input}' has 'all' beside other platforms. Write 'all' alone, or only the platforms that you want.`,
  )
}

const named = (input: string, entry: string): string => {
  const platform = parsePlatform(entry)
  if (platform !== undefined) return platformName(platform)
  throw new UserError(
    `Input '${input}' holds '${visible(entry, 100)}', which is no platform. Write 'all', or os/architecture such as 'linux/amd64' or 'linux/arm/v7', separated by commas.`,
  )
}
