import { createHash } from 'node:crypto'

const LONGEST_SLUG = 80

/**
 * A name for the files of an artifact or a platform: letters, digits, `.`
 * and `-`, safe on every file system and different for every text, in upper
 * and lower case too. A text that is such a name in lower case stays as it is;
 * any other gets a few digits of its hash.
 */
export const slug = (text: string): string => {
  const isItself = text !== '' && readable(text) === text && !HASHED.test(text)
  return isItself ? text : hashed(text)
}

const readable = (text: string): string => {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, LONGEST_SLUG)
  return RESERVED.test(name) ? `artifact-${name}` : name
}

const hashed = (text: string): string =>
  `${readable(text) || 'artifact'}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`

/** Names that Windows keeps for devices, with and without an extension. */
const RESERVED = /^(?:aux|con|nul|prn|com\d|lpt\d)(?:\.|$)/

/** What looks like a name with a hash gets one of its own, or it could be taken for another's. */
const HASHED = /-[0-9a-f]{12}$/

/** `linux/arm64`, `linux/arm/v7`: without hyphens of its own, so slashes may become hyphens. */
const PLATFORM = /^[a-z0-9]+(?:\/[a-z0-9]+){1,2}$/

const platformSlug = (platform: string): string => {
  const name = platform.replaceAll('/', '-')
  return PLATFORM.test(platform) && !HASHED.test(name) ? name : hashed(platform)
}

/**
 * The name of a report: `app_linux-arm64.sarif`. `platform` is '' for a report
 * on all platforms. No slug has a `_`, so no two names are the same.
 */
export const reportFileName = (artifact: string, platform: string, ending: string): string =>
  `${[slug(artifact), ...(platform === '' ? [] : [platformSlug(platform)])].join('_')}.${ending}`
