import type { Finding, Package, Vulnerability } from './finding.ts'
import { isSystemPurl, parsePurl } from './purl.ts'

/**
 * Who a finding is, from one build of an artifact to the next and from one
 * platform to another: what is wrong, with what, and where. Versions, lines and
 * layers move and are left out, as is the release of the operating system that
 * its target is called by. Trivy's own `Fingerprint` hashes the artifact's id,
 * so it is no key.
 *
 * Two findings may have one key (the same rule, twice in one file): compare
 * lists of findings by how often a key is there, not only by whether it is.
 */
export const findingKey = (finding: Finding): string => JSON.stringify(parts(finding))

const parts = (finding: Finding): readonly string[] => {
  const { kind, id, target } = finding
  switch (kind) {
    case 'vulnerability':
      return [kind, id, ...vulnerablePlace(finding)]
    case 'misconfiguration':
      return [kind, id, finding.file || target, finding.message]
    case 'secret':
      return [kind, id, finding.file || target]
    case 'license':
      return [kind, id, finding.packageName, finding.file, target]
  }
}

const vulnerablePlace = (vulnerability: Vulnerability): readonly string[] => {
  const { packageName, packagePath, installedVersion, target } = vulnerability
  const purl = parsePurl(vulnerability.purl)
  const name = purl?.base ?? packageName
  return isSystemPurl(purl) ? [name] : [name, target, withoutVersion(packagePath, installedVersion)]
}

/** Packages often stand in a file or folder with their version in its name: `lib/log4j-core-2.14.1.jar`. */
const withoutVersion = (path: string, version: string): string =>
  version === '' ? path : path.replaceAll(`-${version}`, '-*').replaceAll(`@${version}`, '@*')

/**
 * Who a package is, version and place included: a vulnerability that is new in
 * a package that was there before was published since. Architecture and release
 * of the operating system are left out; they make the package no other.
 */
export const packageKey = (of: Package | Vulnerability): string => {
  const { name, version, path } = 'kind' in of ? packageOf(of) : of
  const purl = parsePurl(of.purl)
  if (purl === undefined) return JSON.stringify([name, version, path, of.target])
  const self = [purl.base, purl.version, ...purl.qualifiers]
  return JSON.stringify(isSystemPurl(purl) ? self : [...self, path, of.target])
}

const packageOf = (vulnerability: Vulnerability): Pick<Package, 'name' | 'version' | 'path'> => ({
  name: vulnerability.packageName,
  version: vulnerability.installedVersion,
  path: vulnerability.packagePath,
})
