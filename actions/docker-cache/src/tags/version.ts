/** What a version rule can put into a tag. */
export type Version = {
  /** The text that was read. */
  readonly raw: string
  /** Its canonical form, without `v`. */
  readonly version: string
  readonly major: string
  readonly minor: string
  readonly patch: string
  /** Neither a pre-release nor, for PEP 440, a post- or development release. */
  readonly stable: boolean
}

/** The longest version that the reference implementation of Semantic Versioning reads. */
const LONGEST = 256

const NUMBER = '(?:0|[1-9]\\d*)'
const IDENTIFIER = `(?:${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`
const SEMVER = new RegExp(
  `^v?(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(-${IDENTIFIER}(?:\\.${IDENTIFIER})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
)

/** Reads semver.org's grammar with an optional `v` in front. Build metadata is not part of the version. */
export const parseSemver = (raw: string): Version | undefined => {
  const [, major, minor, patch, prerelease = ''] = (raw.length <= LONGEST && SEMVER.exec(raw)) || []
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  if (![major, minor, patch].map(Number).every(Number.isSafeInteger)) return undefined
  const version = `${major}.${minor}.${patch}${prerelease}`
  return { raw, version, major, minor, patch, stable: prerelease === '' }
}

/** The grammar of appendix B of PEP 440, with the parts in groups. */
const PEP440 = new RegExp(
  [
    '^v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*)',
    '(?:[-_.]?(?<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<preNumber>\\d*))?',
    '(?:-(?<implicitPost>\\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\\d*))?',
    '(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\\d*))?',
    '(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
  ].join(''),
  'i',
)
const PRE_RELEASES: ReadonlyMap<string, string> = new Map([
  ['alpha', 'a'],
  ['beta', 'b'],
  ['c', 'rc'],
  ['pre', 'rc'],
  ['preview', 'rc'],
])

/** Reads a version of Python packages; `version` is its normal form (PEP 440, "Normalization"). */
export const parsePep440 = (raw: string): Version | undefined => {
  const parts = (raw.length <= LONGEST && PEP440.exec(raw)?.groups) || undefined
  if (!parts) return undefined
  const numbers = (parts.release ?? '').split('.').map(integer)
  const [major = '0', minor = '0', patch = '0'] = numbers
  const epoch = integer(parts.epoch)
  const pre = parts.pre?.toLowerCase()
  const post = parts.implicitPost ?? parts.postNumber
  const suffixes = [
    pre === undefined ? '' : `${PRE_RELEASES.get(pre) ?? pre}${integer(parts.preNumber)}`,
    post === undefined ? '' : `.post${integer(post)}`,
    parts.dev === undefined ? '' : `.dev${integer(parts.devNumber)}`,
  ].join('')
  const local = parts.local?.toLowerCase().split(/[-_.]/).map(segment).join('.')
  const version = `${epoch === '0' ? '' : `${epoch}!`}${numbers.join('.')}${suffixes}`
  return {
    raw,
    version: local === undefined ? version : `${version}+${local}`,
    major,
    minor,
    patch,
    stable: suffixes === '',
  }
}

/** Decimal digits without leading zeros; none are 0. */
const integer = (digits = ''): string => digits.replace(/^0+(?=\d)/, '') || '0'

const segment = (part: string): string => (/^\d+$/.test(part) ? integer(part) : part)
