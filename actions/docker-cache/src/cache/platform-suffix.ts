import { parsePlatform, platformName } from '@ci-kit/oci/platform'

/**
 * `-linux-arm-v7` for the one platform of a build, '' for none or for several
 * in one build. Runners that build a platform each would overwrite each
 * other's cache under one name (buildkit#2758).
 */
export const platformSuffix = ([platform = '', ...others]: readonly string[]): string => {
  const one = others.length > 0 ? undefined : parsePlatform(platform)
  return one === undefined ? '' : `-${platformName(one).replaceAll('/', '-')}`
}

/** A scope that reads like one with a suffix, such as the branch `fix-linux-arm64`. */
export const endsLikePlatform = (scope: string): boolean =>
  /-(linux|windows|darwin|freebsd|wasip1|wasi)-[a-z0-9_]+(-v[\d.]+)?$/.test(scope)
