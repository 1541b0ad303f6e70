/** The parts of a package URL (https://github.com/package-url/purl-spec) that identities are made of. */
export type Purl = {
  /** `pkg:apk/alpine/musl`: type, namespace and name, still percent-encoded. */
  readonly base: string
  /** `apk`, in lower case. */
  readonly type: string
  /** '' when it has none. */
  readonly version: string
  /** `epoch=1`, sorted, without `arch` and `distro`, which tell where and not what. */
  readonly qualifiers: readonly string[]
}

const PLACE = /^(?:arch|distro)=/

/** The parts of a package URL, split from the right as the specification says; undefined for what is none. */
export const parsePurl = (text: string): Purl | undefined => {
  const type = /^pkg:\/*([a-z][a-z0-9.+-]*)\//i.exec(text)?.[1]
  if (type === undefined) return undefined
  const [whole = '', qualifiers = ''] = (text.split('#')[0] ?? '').split('?')
  const at = whole.lastIndexOf('@')
  return {
    base: at === -1 ? whole : whole.slice(0, at),
    type: type.toLowerCase(),
    version: at === -1 ? '' : whole.slice(at + 1),
    qualifiers: qualifiers
      .split('&')
      .filter((one) => one !== '' && !PLACE.test(one))
      .sort(),
  }
}

/** Types that trivy gives to packages of an operating system (pkg/purl/purl.go). */
const SYSTEM_TYPES = new Set(['alpm', 'apk', 'bottlerocket', 'deb', 'rpm'])

/** Whether a package comes with the operating system: its target then names the release, `alpine 3.20.0`. */
export const isSystemPurl = (purl: Purl | undefined): boolean =>
  purl !== undefined && SYSTEM_TYPES.has(purl.type)
