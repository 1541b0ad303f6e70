import { UserError } from '@ci-kit/core/errors'
import {
  choice,
  duration,
  flag,
  type InputReader,
  lines,
  list,
  optionalText,
  secret,
} from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { ImageReference } from '@ci-kit/oci/reference'
import { JAVA_DATABASE, VULNERABILITY_DATABASE } from './database/kind.ts'
import { parseDatabaseRepositories } from './database/repositories.ts'
import { type GateInputs, gate } from './inputs/gate.ts'
import { type ReportInputs, reports } from './inputs/reports.ts'
import { type Targets, targets } from './inputs/targets.ts'
import { parseDownloadUrl } from './install/download-url.ts'
import { INSTALL_MODES, type InstallRequest } from './install/installation.ts'
import { parseVersion } from './install/version.ts'
import { PACKAGE_TYPES, SCANNERS, type Scanner, type ScanSettings } from './trivy/scan-request.ts'
import { parseVex, type VexRequest } from './vex/vex-request.ts'

/** Where the databases come from; see `DatabaseRequest`. */
export type DatabaseInputs = {
  readonly repositories: readonly ImageReference[]
  readonly javaRepositories: readonly ImageReference[]
  /** Relative to the workspace, '' for none. */
  readonly path: string
  readonly javaPath: string
  readonly maxAgeMs: number | undefined
  /** '' for a folder in the temporary folder of the runner. */
  readonly cacheDir: string
}

export type Inputs = {
  readonly githubToken: string
  readonly username: string
  readonly password: string
  readonly targets: Targets
  readonly settings: Omit<ScanSettings, 'vexFiles'>
  readonly install: Pick<InstallRequest, 'version' | 'mode' | 'downloadUrl'>
  /** Path of the trusted root of Sigstore, '' for that of the public instance. */
  readonly trustedRoot: string
  readonly database: DatabaseInputs
  readonly gate: GateInputs
  readonly vex: VexRequest
  readonly reports: ReportInputs
}

export const parseInputs = (from: InputReader): Inputs => {
  // First, so that nothing that follows can show them.
  const secrets = {
    githubToken: secret(from, 'github-token'),
    password: secret(from, 'password'),
  }
  const wanted = targets(from)
  const scanners = wanted.kind === 'config' ? (['misconfig'] as const) : scannersIn(from)
  return {
    ...secrets,
    username: optionalText(from, 'username'),
    targets: wanted,
    settings: settings(from, scanners),
    install: {
      version: parseVersion(from.read('version')),
      mode: choice(from, 'install', INSTALL_MODES),
      downloadUrl: parseDownloadUrl(from.read('download-url')),
    },
    trustedRoot: optionalText(from, 'trusted-root'),
    database: database(from),
    gate: gate(from, scanners),
    vex: parseVex(from, wanted.kind),
    reports: reports(from),
  }
}

const scannersIn = (from: InputReader): readonly Scanner[] =>
  some(from, 'scanners', SCANNERS, ['vuln', 'secret'])

/** Some of a fixed set of words, each once; `unset` stands for an empty input. */
const some = <Word extends string>(
  from: InputReader,
  name: string,
  words: readonly Word[],
  unset: readonly Word[],
): readonly Word[] => {
  const given = list(from, name).map((entry) => {
    const word = words.find((each) => each === entry.toLowerCase())
    if (word !== undefined) return word
    throw new UserError(
      `Input '${name}' has the entry '${visible(entry, 100)}'. Use ${words.map((each) => `'${each}'`).join(', ')}.`,
    )
  })
  return given.length === 0 ? unset : [...new Set(given)]
}

const settings = (from: InputReader, scanners: readonly Scanner[]): Inputs['settings'] => ({
  scanners,
  packageTypes: some(from, 'pkg-types', PACKAGE_TYPES, PACKAGE_TYPES),
  skipDirs: lines(from, 'skip-dirs'),
  skipFiles: lines(from, 'skip-files'),
  licenseFull: flag(from, 'license-full'),
  offline: flag(from, 'offline'),
  includeDevDependencies: flag(from, 'include-dev-deps'),
  configChecks: lines(from, 'config-checks'),
  terraformVariables: lines(from, 'tf-vars'),
  timeoutMs: duration(from, 'timeout') ?? 15 * 60_000,
})

const database = (from: InputReader): DatabaseInputs => ({
  repositories: parseDatabaseRepositories(from.read('db-repositories'), VULNERABILITY_DATABASE),
  javaRepositories: parseDatabaseRepositories(from.read('java-db-repositories'), JAVA_DATABASE),
  path: optionalText(from, 'db-path'),
  javaPath: optionalText(from, 'java-db-path'),
  maxAgeMs: duration(from, 'max-db-age'),
  cacheDir: optionalText(from, 'cache-dir'),
})
