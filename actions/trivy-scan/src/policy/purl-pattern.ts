/** A package URL with its parts decoded (https://github.com/package-url/purl-spec). */
type Parts = {
  readonly type: string
  /** Namespace and name. */
  readonly name: string
  readonly version: string
  readonly qualifiers: ReadonlyMap<string, string>
  readonly subpath: string
}

/** Whether a package is one that an entry names. */
export type PurlPattern = { matches(purl: string): boolean }

/**
 * A package URL that stands for packages, as trivy compares them (pkg/purl,
 * Match): the version, the qualifiers and the subpath that it has must be the
 * package's, those that it has not may be any. Undefined for what is no package URL.
 */
export const purlPattern = (text: string): PurlPattern | undefined => {
  const wanted = partsOf(text)
  if (wanted === undefined) return undefined
  return {
    matches: (purl) => {
      const found = partsOf(purl)
      return found !== undefined && isOneOf(found, wanted)
    },
  }
}

const isOneOf = (found: Parts, wanted: Parts): boolean =>
  found.type === wanted.type &&
  found.name === wanted.name &&
  (wanted.version === '' || found.version === wanted.version) &&
  (wanted.subpath === '' || found.subpath === wanted.subpath) &&
  [...wanted.qualifiers].every(([name, value]) => found.qualifiers.get(name) === value)

const PURL = /^pkg:\/*([a-z][a-z0-9.+-]*)\/([^?#]+)(?:\?([^#]*))?(?:#(.*))?$/is

const partsOf = (text: string): Parts | undefined => {
  const [, type = '', path = '', qualifiers = '', subpath = '']: (string | undefined)[] =
    PURL.exec(text) ?? []
  const at = path.lastIndexOf('@')
  // An @ before the name belongs to a namespace that was not encoded: @angular/core.
  const end = at > 0 && at > path.lastIndexOf('/') ? at : path.length
  const name = decoded(path.slice(0, end).replace(/^\/+|\/+$/g, ''))
  const version = decoded(path.slice(end + 1))
  const where = decoded(subpath)
  if (!name || version === undefined || where === undefined) return undefined
  const own = named(type.toLowerCase(), name)
  return { ...own, version, subpath: where, qualifiers: new Map(new URLSearchParams(qualifiers)) }
}

/** Python's names are one whatever their case and their hyphens. */
const named = (type: string, name: string): Pick<Parts, 'type' | 'name'> =>
  type === 'pypi' ? { type, name: name.toLowerCase().replaceAll('_', '-') } : { type, name }

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined
    throw thrown
  }
}
