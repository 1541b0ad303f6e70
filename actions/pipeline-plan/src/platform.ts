import { visible } from '@ci-kit/core/log'
import { parsePlatform, platformName } from '@ci-kit/oci/platform'

/** A platform as BuildKit takes it: `linux/amd64`, `linux/arm/v7`. */
export const isPlatform = (text: string): boolean =>
  /^[a-z0-9]{1,30}\/[a-z0-9_]{1,30}(?:\/[a-z0-9.]{1,30})?$/.test(text)

export const PLATFORM_ADVICE = 'Write system and architecture in lower case, such as linux/arm64'

/** build-push.yml has an output for the digest of each, and GitHub knows no lists of outputs. */
const MOST = 6

/**
 * Why one image cannot be built for all of these, without the full stop at its
 * end; undefined when it can. A mistake in it would come to light only when the
 * platforms are joined, which no pull request does.
 */
export const platformsFault = (platforms: readonly string[]): string | undefined => {
  const wrong = platforms.find((platform) => !isPlatform(platform))
  if (wrong !== undefined) return `'${visible(wrong, 100)}' is no platform. ${PLATFORM_ADVICE}`
  const names = platforms.map(normalName)
  const at = names.findIndex((name, index) => names.indexOf(name) < index)
  if (at !== -1) return `'${platforms[at]}' is ${names[at]}, which is named twice. Remove one`
  if (platforms.length <= MOST) return undefined
  return `there are ${platforms.length} platforms, and one image is built for ${MOST} at most. Remove some`
}

const normalName = (text: string): string => {
  const platform = parsePlatform(text)
  return platform === undefined ? text : platformName(platform)
}
