/** Trivy's scanners, in its own words. */
export const SCANNERS = ['vuln', 'secret', 'misconfig', 'license'] as const

export type Scanner = (typeof SCANNERS)[number]

/** Packages of the operating system, and those of languages. */
export const PACKAGE_TYPES = ['os', 'library'] as const

export type PackageType = (typeof PACKAGE_TYPES)[number]

/** The commands that scan a path. */
export type PathCommand = 'fs' | 'rootfs' | 'config' | 'sbom'

/** What one run of trivy looks at. */
export type ScanSubject =
  /** One manifest in a registry, `registry/repository@sha256:…`, which names its platform by itself. */
  | { readonly kind: 'registry'; readonly reference: string }
  /**
   * An archive of `docker save` or a folder with an OCI layout, both of one
   * platform: trivy takes the first one it finds and ignores `--platform`.
   */
  | { readonly kind: 'archive'; readonly input: string; readonly folder: string }
  /** A path as the user gave it, relative to the workspace. */
  | { readonly kind: PathCommand; readonly path: string }

/** How to look, the same for all subjects of a step. Paths are absolute or relative to the workspace. */
export type ScanSettings = {
  readonly scanners: readonly Scanner[]
  readonly packageTypes: readonly PackageType[]
  /** Folders and glob patterns inside of what is scanned. */
  readonly skipDirs: readonly string[]
  readonly skipFiles: readonly string[]
  /** Look for licences in the files themselves too, which takes long. */
  readonly licenseFull: boolean
  /** Ask no other service for what a lock file leaves open. */
  readonly offline: boolean
  /** Of npm, Yarn and Gradle; `fs` only. */
  readonly includeDevDependencies: boolean
  /** Files and folders with checks in Rego, beside those in the program. */
  readonly configChecks: readonly string[]
  /** Terraform's tfvars files. */
  readonly terraformVariables: readonly string[]
  /** Files in OpenVEX, CycloneDX or CSAF. */
  readonly vexFiles: readonly string[]
  /** For one subject. */
  readonly timeoutMs: number
}

/** Where one run of trivy keeps its things; all paths are absolute. */
export type ScanPlaces = {
  /** With `db` and `java-db`; trivy adds the layers that it has analysed. */
  readonly cacheDir: string
  /** A file that is there and empty. */
  readonly emptyFile: string
  /** A folder that is there and empty. */
  readonly emptyFolder: string
  /** A path where nothing is. */
  readonly nothing: string
  /** Where the report goes. */
  readonly report: string
  readonly workspace: string
  /** A PEM file with authorities to trust beside the system's, '' for none. */
  readonly certificates: string
}

/** Whether a scan needs the vulnerability database. `config` asks for misconfigurations only. */
export const needsVulnerabilityDatabase = (
  kind: ScanSubject['kind'],
  { scanners }: Pick<ScanSettings, 'scanners'>,
): boolean => kind !== 'config' && scanners.includes('vuln')
