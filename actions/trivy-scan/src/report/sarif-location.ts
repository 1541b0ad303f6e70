import type { Finding, Subject } from '../findings/finding.ts'
import { isSystemPurl, parsePurl } from '../findings/purl.ts'
import type { SarifSource } from './sarif-options.ts'
import { messageText, relativeUri } from './sarif-text.ts'

const LONGEST = 500
/** Of Linux; no file of a repository is called by more. */
const LONGEST_PATH = 4_096

/** `registry.test/app` of `registry.test/app:1@sha256:…`; what is no reference stays as it is. */
export const repositoryOf = (name: string): string =>
  (name.split('@')[0] ?? '').replace(/:[^:/]*$/, '')

/** Where code scanning shows a finding; lines count from 1. */
export const sarifLocation = (finding: Finding, subject: Subject, source: SarifSource) => {
  const { path, startLine, endLine } = place(finding, subject, source)
  return {
    physicalLocation: {
      // An empty address is none: GitHub would not show the result.
      artifactLocation: { uri: relativeUri(path.slice(0, LONGEST_PATH)) || 'artifact' },
      region: {
        startLine: Math.max(1, startLine),
        startColumn: 1,
        endLine: Math.max(1, startLine, endLine),
        endColumn: 1,
      },
    },
    logicalLocations: [logicalLocation(finding)],
  }
}

const place = (finding: Finding, subject: Subject, source: SarifSource) => {
  if (source.kind === 'files') return placeInFolder(finding, source.folder)
  if (source.kind === 'file') return atLine(source.path, 1)
  const { dockerfile } = source
  return dockerfile === undefined
    ? atLine(repositoryOf(subject.name), 1)
    : atLine(dockerfile.path, dockerfile.line)
}

const atLine = (path: string, line: number) => ({ path, startLine: line, endLine: line })

const placeInFolder = (finding: Finding, folder: string) => {
  switch (finding.kind) {
    case 'vulnerability':
      return isSystemPurl(parsePurl(finding.purl))
        ? atLine(folder || finding.target, 1)
        : atLine(`${folder}/${finding.packagePath || finding.target}`, 1)
    case 'misconfiguration':
    case 'secret':
      return {
        path: `${folder}/${finding.file || finding.target}`,
        startLine: finding.startLine,
        endLine: finding.endLine,
      }
    case 'license':
      return atLine(`${folder}/${finding.file || finding.target}`, 1)
  }
}

/** What a file's line cannot say: the package, or the place within the image. */
const logicalLocation = (finding: Finding) => {
  const [name, qualified, kind] = logicalName(finding)
  return {
    name: messageText(name, LONGEST),
    fullyQualifiedName: messageText(qualified, LONGEST),
    kind,
  }
}

const logicalName = (finding: Finding): readonly [string, string, string] => {
  switch (finding.kind) {
    case 'vulnerability': {
      const { packageName, installedVersion, purl, packagePath } = finding
      const whole = purl || `${packageName}@${installedVersion}`
      return [packageName, packagePath === '' ? whole : `${packagePath}: ${whole}`, 'package']
    }
    case 'license':
      return [finding.packageName || finding.file, `${finding.target}: ${finding.id}`, 'package']
    case 'misconfiguration':
    case 'secret':
      return [finding.file || finding.target, lineOf(finding), 'resource']
  }
}

const lineOf = ({
  file,
  target,
  startLine,
}: {
  file: string
  target: string
  startLine: number
}) => (file === '' || startLine === 0 ? file || target : `${file}:${startLine}`)
