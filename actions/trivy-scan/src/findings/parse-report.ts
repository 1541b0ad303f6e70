import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Finding, Scan } from './finding.ts'
import { parseModified } from './parse-modified.ts'
import {
  IMAGE_CONFIGURATION,
  parseLicense,
  parseMisconfiguration,
  parsePackage,
  parseSecret,
  relative,
} from './parse-result.ts'
import { type Place, parseVulnerability } from './parse-vulnerability.ts'
import {
  type At,
  countIn,
  flagIn,
  nameIn,
  objectIn,
  objectsIn,
  textIn,
  type Unreadable,
} from './report-json.ts'
import type { VexMark } from './vex-marks.ts'

/** What trivy said about one artifact on one platform, and what else is worth knowing. */
export type ParsedReport = {
  /** With what VEX suppresses: it did not vanish. */
  readonly scan: Scan
  /** By finding of `scan`, the same objects. */
  readonly vexMarks: ReadonlyMap<Finding, VexMark>
  /** Sentences for the log: what the report holds that is not understood. */
  readonly notes: readonly string[]
}

/**
 * Reads trivy's JSON (SchemaVersion 2, written by v0.74). `Results` may be
 * missing: trivy leaves it out when it found nothing to look at, such as in an
 * image without an operating system, packages and secrets.
 *
 * @throws UserError for what is no such report.
 */
export const parseReportJson = (
  value: Json,
  scanned: Pick<Scan, 'platform' | 'digest'>,
): ParsedReport => readReport({ value, path: '', unreadable }, scanned)

const unreadable: Unreadable = (what) =>
  new UserError(
    `Cannot read trivy's report: ${what} Leave input 'version' out, so that the version of trivy runs that this action was made for.`,
  )

/** The same for a report at a place that has an error of its own. */
export const readReport = (
  report: At,
  { platform, digest }: Pick<Scan, 'platform' | 'digest'>,
): ParsedReport => {
  const schema = countIn(report, 'SchemaVersion')
  if (schema !== 2) throw report.unreadable(`its SchemaVersion is ${schema}, and only 2 is known.`)
  const system = objectIn(objectIn(report, 'Metadata'), 'OS')
  const artifact = { name: nameIn(report, 'ArtifactName'), type: nameIn(report, 'ArtifactType') }
  const platforms = platform === '' ? [] : [platform]
  const results = objectsIn(report, 'Results').map((result) =>
    parseResult(result, placeOf(result, artifact, platforms)),
  )
  return {
    scan: {
      platform,
      digest,
      operatingSystem: operatingSystem(system),
      endOfLife: flagIn(system, 'EOSL'),
      findings: results.flatMap(({ findings }) => findings),
      packages: results.flatMap(({ packages }) => packages),
    },
    vexMarks: new Map(results.flatMap(({ marks }) => marks)),
    notes: results.flatMap(({ notes }) => notes),
  }
}

/** `none` is trivy's name for packages without an operating system. */
const operatingSystem = (system: At): string => {
  const family = textIn(system, 'Family')
  return family === 'none' ? '' : `${family} ${textIn(system, 'Name')}`.trim()
}

type Artifact = { readonly name: string; readonly type: string }

const placeOf = (result: At, { name, type }: Artifact, platforms: readonly string[]): Place => {
  const told = textIn(result, 'Target')
  const kind = textIn(result, 'Class')
  // `reference (alpine 3.20.0)`: pkg/scan/ospkg/scan.go
  if (kind === 'os-pkgs') {
    const inside = told.startsWith(`${name} (`) ? told.slice(name.length + 2) : told
    return { target: inside.replace(/\)$/, '').trim(), path: '', platforms }
  }
  const isConfiguration = type === 'container_image' && told === name
  const target = isConfiguration ? IMAGE_CONFIGURATION : relative(told)
  return { target, path: kind === 'lang-pkgs' ? target : '', platforms }
}

const KNOWN_CLASSES = ['os-pkgs', 'lang-pkgs', 'config', 'secret', 'license', 'license-file']

/** By its members and not by its class: a class that is not known may hold findings of a known kind. */
const parseResult = (result: At, place: Place) => {
  const modified = objectsIn(result, 'ExperimentalModifiedFindings').flatMap((one) =>
    parseModified(one, place),
  )
  const findings: Finding[] = [
    ...objectsIn(result, 'Vulnerabilities').map((at) => parseVulnerability(at, place)),
    ...objectsIn(result, 'Misconfigurations').flatMap(
      (at) => parseMisconfiguration(at, place) ?? [],
    ),
    ...objectsIn(result, 'Secrets').map((at) => parseSecret(at, place)),
    ...objectsIn(result, 'Licenses').map((at) => parseLicense(at, place)),
    ...modified.map(({ finding }) => finding),
  ]
  const packages = objectsIn(result, 'Packages').map((at) => parsePackage(at, place))
  const marks = modified.flatMap(({ finding, mark }) =>
    mark === undefined ? [] : [[finding, mark] as const],
  )
  return { findings, packages, marks, notes: notesOn(result) }
}

const LONGEST_NAME = 200

const notesOn = (result: At): string[] => {
  const name = textIn(result, 'Class')
  if (KNOWN_CLASSES.includes(name)) return []
  const shown = visible(name, LONGEST_NAME)
  const target = visible(textIn(result, 'Target'), LONGEST_NAME)
  return [
    `Trivy's report has a result of class '${shown}' for '${target}', which this action does not know. Only its vulnerabilities, misconfigurations, secrets and licences were read.`,
  ]
}
