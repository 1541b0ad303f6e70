import { resolve } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { isLoopback } from '@ci-kit/oci/http'
import { parseReference } from '@ci-kit/oci/reference'
import { listFlag } from './list-flag.ts'
import type { ScanPlaces, ScanSettings, ScanSubject } from './scan-request.ts'

/**
 * The arguments of one scan. Every value is bound to its flag with `=` or
 * stands behind `--`, so that none is ever taken for an option. What trivy
 * would read or fetch by itself (configuration, ignore file and secret rules of
 * the working directory, modules of the home folder, databases, checks, news)
 * is switched off, because it may belong to who made the change that is
 * scanned. Severity and missing fixes are not filtered: that is the policy's.
 */
export const scanArguments = (
  subject: ScanSubject,
  settings: ScanSettings,
  places: ScanPlaces,
): readonly string[] => {
  const { kind } = subject
  const isImage = kind === 'registry' || kind === 'archive'
  return [
    isImage ? 'image' : kind,
    ...always(settings, places),
    ...(kind === 'config' ? [] : packageArguments(kind, settings, places)),
    ...(kind === 'sbom' ? [] : contentArguments(kind, settings, places)),
    ...(isImage ? imageArguments(subject, settings) : ['--cache-backend=memory']),
    ...operand(subject),
  ]
}

/** The arguments that turn trivy's own report into a bill of materials. */
export const convertArguments = (
  format: 'cyclonedx' | 'spdx-json',
  output: string,
  { cacheDir, emptyFile, report }: ScanPlaces,
): readonly string[] => [
  'convert',
  `--config=${emptyFile}`,
  `--ignorefile=${emptyFile}`,
  `--cache-dir=${cacheDir}`,
  `--format=${format}`,
  `--output=${output}`,
  '--',
  report,
]

const always = ({ timeoutMs }: ScanSettings, places: ScanPlaces): readonly string[] => [
  `--config=${places.emptyFile}`,
  `--ignorefile=${places.emptyFile}`,
  `--cache-dir=${places.cacheDir}`,
  ...(places.certificates === '' ? [] : [`--cacert=${places.certificates}`]),
  // Only both together stop the call home.
  '--skip-version-check',
  '--disable-telemetry',
  '--format=json',
  `--output=${places.report}`,
  '--exit-code=0',
  `--timeout=${Math.max(1, Math.ceil(timeoutMs / 1000))}s`,
]

const packageArguments = (
  kind: ScanSubject['kind'],
  settings: ScanSettings,
  { workspace }: ScanPlaces,
): readonly string[] => [
  '--skip-db-update',
  '--skip-java-db-update',
  '--no-progress',
  '--list-all-pkgs',
  listFlag('scanners', scannersOf(kind, settings)),
  listFlag('pkg-types', settings.packageTypes),
  '--detection-priority=precise',
  ...(settings.offline ? ['--offline-scan'] : []),
  ...absolute('vex', settings.vexFiles, workspace),
  ...(settings.vexFiles.length > 0 ? ['--show-suppressed'] : []),
]

const SBOM_SCANNERS = ['vuln', 'license']

/** A bill of materials has neither files nor settings to look into. */
const scannersOf = (kind: ScanSubject['kind'], { scanners }: ScanSettings): readonly string[] => {
  if (kind !== 'sbom') return scanners
  const usable = scanners.filter((scanner) => SBOM_SCANNERS.includes(scanner))
  if (usable.length > 0) return usable
  throw new UserError(
    `Input 'scanners' is '${scanners.join(',')}', and a bill of materials can be scanned for none of them. Use 'vuln', 'license' or both.`,
  )
}

const contentArguments = (
  kind: Exclude<ScanSubject['kind'], 'sbom'>,
  settings: ScanSettings,
  { workspace, ...places }: ScanPlaces,
): readonly string[] => [
  // The checks in the program are as verified as the program.
  '--skip-check-update',
  `--module-dir=${places.emptyFolder}`,
  ...(kind === 'config' ? [] : [`--secret-config=${places.nothing}`]),
  ...(kind !== 'config' && settings.licenseFull ? ['--license-full'] : []),
  ...(kind === 'fs' && settings.includeDevDependencies ? ['--include-dev-deps'] : []),
  ...list('skip-dirs', settings.skipDirs),
  ...list('skip-files', settings.skipFiles),
  ...absolute('config-check', settings.configChecks, workspace),
  ...(kind === 'registry' || kind === 'archive'
    ? []
    : absolute('tf-vars', settings.terraformVariables, workspace)),
]

const imageArguments = (subject: ScanSubject, { scanners }: ScanSettings): readonly string[] => {
  const ofConfig = scanners.filter((scanner) => scanner === 'misconfig' || scanner === 'secret')
  return [
    // Layers that two images share are analysed once.
    '--cache-backend=fs',
    ...list('image-config-scanners', ofConfig),
    ...(subject.kind === 'registry' ? registryArguments(subject.reference) : []),
  ]
}

/** Trivy asks the Docker daemon first, unless it is told that the image is in a registry. */
const registryArguments = (reference: string): readonly string[] => {
  const { hostname } = new URL(`https://${parseReference(reference).registry}`)
  return ['--image-src=remote', ...(isLoopback(hostname) ? ['--insecure'] : [])]
}

const operand = (subject: ScanSubject): readonly string[] => {
  if (subject.kind === 'archive') return [`--input=${subject.input}`]
  return ['--', subject.kind === 'registry' ? subject.reference : subject.path]
}

const list = (name: string, values: readonly string[]): readonly string[] =>
  values.length === 0 ? [] : [listFlag(name, values)]

/** Absolute, because trivy may run elsewhere, and because `repo` and `oci` mean more than a file to it. */
const absolute = (name: string, paths: readonly string[], base: string): readonly string[] =>
  list(
    name,
    paths.map((path) => resolve(base, path)),
  )
