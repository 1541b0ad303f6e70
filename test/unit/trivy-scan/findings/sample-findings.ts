import type {
  License,
  Misconfiguration,
  Secret,
  Vulnerability,
} from '@ci-kit/trivy-scan/findings/finding'

/** A vulnerability of an Alpine package, with what a test wants otherwise. */
export const vulnerability = (over: Partial<Vulnerability> = {}): Vulnerability => ({
  kind: 'vulnerability',
  id: 'CVE-2026-1',
  severity: 'HIGH',
  title: 'musl: overflow',
  description: 'A long story.',
  url: 'https://avd.aquasec.com/nvd/cve-2026-1',
  target: 'alpine 3.20.0',
  platforms: ['linux/amd64'],
  purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=3.20.0',
  packageName: 'musl',
  packagePath: '',
  installedVersion: '1.2.5-r0',
  fixedVersion: '1.2.5-r1',
  status: 'fixed',
  layer: 'sha256:1',
  score: 7.5,
  aliases: [],
  publishedAt: '2026-01-01T00:00:00Z',
  ...over,
})

/** A vulnerability of an npm package that is installed in the image. */
export const npmVulnerability = (over: Partial<Vulnerability> = {}): Vulnerability =>
  vulnerability({
    id: 'CVE-2026-2',
    target: 'Node.js',
    purl: 'pkg:npm/%40org/lib@1.0.0',
    packageName: '@org/lib',
    packagePath: 'app/node_modules/@org/lib/package.json',
    installedVersion: '1.0.0',
    fixedVersion: '',
    status: 'affected',
    ...over,
  })

export const misconfiguration = (over: Partial<Misconfiguration> = {}): Misconfiguration => ({
  kind: 'misconfiguration',
  id: 'DS-0002',
  severity: 'MEDIUM',
  title: 'Image user should not be root',
  description: 'Running as root is bad.',
  url: 'https://avd.aquasec.com/misconfig/ds-0002',
  target: 'Dockerfile',
  platforms: [],
  file: 'Dockerfile',
  startLine: 0,
  endLine: 0,
  message: 'Specify at least 1 USER command in Dockerfile with non-root user as argument',
  resolution: "Add 'USER <non root user name>' line",
  ...over,
})

export const secret = (over: Partial<Secret> = {}): Secret => ({
  kind: 'secret',
  id: 'aws-access-key-id',
  severity: 'CRITICAL',
  title: 'AWS Access Key ID',
  description: '',
  url: '',
  target: 'app/.env',
  platforms: ['linux/amd64'],
  file: 'app/.env',
  startLine: 3,
  endLine: 3,
  category: 'AWS',
  ...over,
})

export const license = (over: Partial<License> = {}): License => ({
  kind: 'license',
  id: 'GPL-3.0-only',
  severity: 'HIGH',
  title: 'GPL-3.0-only',
  description: '',
  url: '',
  target: 'OS Packages',
  platforms: ['linux/amd64'],
  packageName: 'bash',
  file: '',
  category: 'restricted',
  ...over,
})
