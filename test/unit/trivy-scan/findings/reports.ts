/** A result of trivy's report, as a test wants it. */
export type Result = Record<string, unknown>

/** A report as trivy v0.74 makes it, with these results. */
export const reportJson = (results?: readonly Result[], over: Result = {}): Result => ({
  SchemaVersion: 2,
  Trivy: { Version: '0.74.0' },
  CreatedAt: '2026-11-21T10:00:00Z',
  ArtifactName: 'r.test/app@sha256:1',
  ArtifactType: 'container_image',
  Metadata: { OS: { Family: 'alpine', Name: '3.20.0', EOSL: true } },
  ...(results === undefined ? {} : { Results: results }),
  ...over,
})

/** The same as the text that trivy writes. */
export const report = (...of: Parameters<typeof reportJson>): string =>
  JSON.stringify(reportJson(...of))

/** A vulnerability as trivy writes it. */
export const muslVulnerability = (over: Record<string, unknown> = {}) => ({
  VulnerabilityID: 'CVE-2026-1',
  VendorIDs: ['CVE-2026-1', 'ALPINE-1'],
  PkgID: 'musl@1.2.5-r0',
  PkgName: 'musl',
  PkgIdentifier: { PURL: 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=3.20.0', UID: '1' },
  InstalledVersion: '1.2.5-r0',
  FixedVersion: '1.2.5-r1',
  Status: 'fixed',
  Layer: { DiffID: 'sha256:d', Digest: 'sha256:l' },
  SeveritySource: 'alpine',
  PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2026-1',
  Title: 'musl: overflow',
  Description: 'Long.',
  Severity: 'HIGH',
  CVSS: { nvd: { V3Score: 7.5, V2Score: 4 }, redhat: { V3Score: 9 } },
  PublishedDate: '2026-01-02T03:04:05Z',
  ...over,
})

export const system = (over: Result = {}): Result => ({
  Target: 'r.test/app@sha256:1 (alpine 3.20.0)',
  Class: 'os-pkgs',
  Type: 'alpine',
  Vulnerabilities: [muslVulnerability()],
  ...over,
})

export const lodash = {
  ...muslVulnerability(),
  VulnerabilityID: 'CVE-2026-2',
  PkgName: 'lodash',
  PkgPath: 'app/node_modules/lodash/package.json',
  PkgIdentifier: { PURL: 'pkg:npm/lodash@4.17.20' },
  InstalledVersion: '4.17.20',
}
