import type { Baseline } from '../policy/baseline.ts'
import { httpsAddress } from './address.ts'
import { type Finding, type Package, SEVERITIES } from './finding.ts'
import {
  type At,
  choiceIn,
  countIn,
  demand,
  nameIn,
  objectsIn,
  scoreIn,
  textIn,
  textsIn,
} from './report-json.ts'

/** The form that is written and read. Raised when a reader of the older form would misread the newer one. */
export const FINDINGS_JSON_VERSION = 1

/**
 * Reads what `findingsJson` wrote. Every member of a finding or a package has to
 * be there: without one that identifies it, something old would look new.
 *
 * @throws the error of `root` for anything else.
 */
export const storedFindings = (
  root: At,
): { readonly reference: string } & Pick<Baseline, 'findings' | 'scans'> => {
  const version = countIn(root, 'schemaVersion')
  if (version !== FINDINGS_JSON_VERSION) {
    throw root.unreadable(
      `its schemaVersion is ${version}, and only ${FINDINGS_JSON_VERSION} is known.`,
    )
  }
  demand(root, ['reference', 'scans', 'findings'])
  const scans = objectsIn(root, 'scans').map(scan)
  if (scans.length === 0) throw root.unreadable('it holds no scan.')
  return {
    reference: textIn(root, 'reference'),
    findings: objectsIn(root, 'findings').map(finding),
    scans,
  }
}

const scan = (at: At) => {
  demand(at, ['platform', 'packages'])
  return { platform: textIn(at, 'platform'), packages: objectsIn(at, 'packages').map(packageAt) }
}

const packageAt = (at: At): Package => {
  demand(at, ['name', 'version', 'purl', 'path', 'target', 'licenses'])
  return {
    name: textIn(at, 'name'),
    version: textIn(at, 'version'),
    purl: textIn(at, 'purl'),
    path: textIn(at, 'path'),
    target: textIn(at, 'target'),
    licenses: textsIn(at, 'licenses'),
  }
}

const KINDS = ['vulnerability', 'misconfiguration', 'secret', 'license'] as const

const finding = (at: At): Finding => {
  demand(at, ['kind', 'severity', 'title', 'description', 'url', 'target', 'platforms'])
  nameIn(at, 'kind')
  const kind = choiceIn(at, 'kind', KINDS)
  switch (kind) {
    case 'vulnerability':
      return { kind, ...common(at), ...vulnerable(at) }
    case 'misconfiguration':
      demand(at, ['message', 'resolution'])
      return {
        kind,
        ...common(at),
        ...lines(at),
        message: textIn(at, 'message'),
        resolution: textIn(at, 'resolution'),
      }
    case 'secret':
      demand(at, ['category'])
      return { kind, ...common(at), ...lines(at), category: textIn(at, 'category') }
    case 'license':
      demand(at, ['packageName', 'file', 'category'])
      return {
        kind,
        ...common(at),
        packageName: textIn(at, 'packageName'),
        file: textIn(at, 'file'),
        category: textIn(at, 'category'),
      }
  }
}

const common = (at: At) => {
  nameIn(at, 'severity')
  return {
    id: nameIn(at, 'id'),
    severity: choiceIn(at, 'severity', SEVERITIES),
    title: textIn(at, 'title'),
    description: textIn(at, 'description'),
    url: httpsAddress(textIn(at, 'url')),
    target: textIn(at, 'target'),
    platforms: textsIn(at, 'platforms'),
  }
}

const VULNERABLE = [
  'purl',
  'packageName',
  'packagePath',
  'installedVersion',
  'fixedVersion',
  'status',
  'layer',
  'aliases',
  'publishedAt',
]

const vulnerable = (at: At) => {
  demand(at, VULNERABLE)
  return {
    purl: textIn(at, 'purl'),
    packageName: textIn(at, 'packageName'),
    packagePath: textIn(at, 'packagePath'),
    installedVersion: textIn(at, 'installedVersion'),
    fixedVersion: textIn(at, 'fixedVersion'),
    status: textIn(at, 'status'),
    layer: textIn(at, 'layer'),
    // Not demanded: JSON leaves out what is undefined.
    score: scoreIn(at, 'score'),
    aliases: textsIn(at, 'aliases'),
    publishedAt: textIn(at, 'publishedAt'),
  }
}

const lines = (at: At) => {
  demand(at, ['file', 'startLine', 'endLine'])
  return {
    file: textIn(at, 'file'),
    startLine: countIn(at, 'startLine'),
    endLine: countIn(at, 'endLine'),
  }
}
