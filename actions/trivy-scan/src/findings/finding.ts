/** Trivy's severities, worst first. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN'] as const

export type Severity = (typeof SEVERITIES)[number]

/** What all findings tell. All texts come from the image or the database, so they are hostile. */
type Common = {
  /** `CVE-2026-1234`, `GHSA-…`, `DS-0002`, `aws-access-key-id`, or the name of a licence. */
  readonly id: string
  readonly severity: Severity
  readonly title: string
  readonly description: string
  /** An https address that explains it, '' when there is none. */
  readonly url: string
  /** Where in the artifact, without its name: `alpine 3.20.0`, `app/package-lock.json`, `Dockerfile`. */
  readonly target: string
  /** `linux/arm64`, one for each platform of the image that has it; empty for what is no image. */
  readonly platforms: readonly string[]
}

/** Lines of a file count from 1; 0 where trivy knows none. */
type Lines = {
  readonly file: string
  readonly startLine: number
  readonly endLine: number
}

export type Vulnerability = Common & {
  readonly kind: 'vulnerability'
  /** With its version, '' where trivy makes none. */
  readonly purl: string
  readonly packageName: string
  /** Of the file that brought the package, '' for packages of the operating system. */
  readonly packagePath: string
  readonly installedVersion: string
  /** '' when there is no fix. */
  readonly fixedVersion: string
  /** Trivy's: `affected`, `fixed`, `will_not_fix`, … */
  readonly status: string
  /** DiffID of the layer that brought it, '' when it is not known. */
  readonly layer: string
  /** CVSS base score from 0 to 10, undefined when nobody gave one. */
  readonly score: number | undefined
  /** Other names: a GHSA for a CVE. */
  readonly aliases: readonly string[]
  /** ISO 8601, '' when it is not known. */
  readonly publishedAt: string
}

export type Misconfiguration = Common &
  Lines & {
    readonly kind: 'misconfiguration'
    /** What is wrong here. */
    readonly message: string
    readonly resolution: string
  }

/** What was matched is never carried along. */
export type Secret = Common & Lines & { readonly kind: 'secret'; readonly category: string }

export type License = Common & {
  readonly kind: 'license'
  /** '' for the licence of a file. */
  readonly packageName: string
  /** '' for the licence of a package. */
  readonly file: string
  /** Trivy's: `forbidden`, `restricted`, `reciprocal`, `notice`, `permissive`, `unencumbered`, `unknown`. */
  readonly category: string
}

export type Finding = Vulnerability | Misconfiguration | Secret | License

export type FindingKind = Finding['kind']

/** A package that was seen, vulnerable or not. */
export type Package = {
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly path: string
  readonly target: string
  readonly licenses: readonly string[]
}

/** What trivy said about one artifact on one platform. */
export type Scan = {
  /** `linux/arm64`, '' for what is no image. */
  readonly platform: string
  /** Of the scanned manifest, `sha256:…`; '' for what is no image of a registry. */
  readonly digest: string
  /** `alpine 3.20.0`, '' when it is not known. */
  readonly operatingSystem: string
  /** Whether the operating system gets no more fixes. */
  readonly endOfLife: boolean
  readonly findings: readonly Finding[]
  readonly packages: readonly Package[]
}

/** All platforms of one artifact. */
export type Subject = {
  /** What people call it: `registry/name:tag`, a path. */
  readonly name: string
  /** `registry/name@sha256:…`, or the name where there is no digest. */
  readonly reference: string
  /** Of the image or index that was asked for, '' when there is none. */
  readonly digest: string
  readonly scans: readonly Scan[]
}
