import type {
  Finding,
  License,
  Misconfiguration,
  Package,
  Scan,
  Secret,
  Subject,
  Vulnerability,
} from '@ci-kit/trivy-scan/findings/finding'
import { SEVERITIES } from '@ci-kit/trivy-scan/findings/finding'
import type { Rules } from '@ci-kit/trivy-scan/policy/assess'
import type { YamlReader } from '@ci-kit/trivy-scan/policy/ignore-file'
import { ignoreIndex } from '@ci-kit/trivy-scan/policy/ignored'
import fc from 'fast-check'

const COMMON = {
  severity: 'HIGH',
  title: '',
  description: '',
  url: '',
  target: 'alpine 3.20.0',
  platforms: [],
} as const

export const vulnerability = (given: Partial<Vulnerability> = {}): Vulnerability => ({
  ...COMMON,
  kind: 'vulnerability',
  id: 'CVE-2026-0001',
  purl: 'pkg:apk/alpine/musl@1.2.4-r0?arch=x86_64&distro=3.20.0',
  packageName: 'musl',
  packagePath: '',
  installedVersion: '1.2.4-r0',
  fixedVersion: '1.2.5-r0',
  status: 'fixed',
  layer: '',
  score: undefined,
  aliases: [],
  publishedAt: '',
  ...given,
})

export const misconfiguration = (given: Partial<Misconfiguration> = {}): Misconfiguration => ({
  ...COMMON,
  kind: 'misconfiguration',
  id: 'DS-0002',
  target: 'Dockerfile',
  file: 'Dockerfile',
  startLine: 1,
  endLine: 1,
  message: '',
  resolution: '',
  ...given,
})

export const secret = (given: Partial<Secret> = {}): Secret => ({
  ...COMMON,
  kind: 'secret',
  id: 'aws-access-key-id',
  target: 'app/key.txt',
  file: 'app/key.txt',
  startLine: 1,
  endLine: 1,
  category: 'AWS',
  ...given,
})

export const license = (given: Partial<License> = {}): License => ({
  ...COMMON,
  kind: 'license',
  id: 'GPL-3.0-only',
  packageName: 'bash',
  file: '',
  category: 'restricted',
  ...given,
})

/** The package of {@link vulnerability}, or of the one that is given. */
export const packageOf = (of: Vulnerability = vulnerability()): Package => ({
  name: of.packageName,
  version: of.installedVersion,
  purl: of.purl,
  path: of.packagePath,
  target: of.target,
  licenses: [],
})

export const scan = (given: Partial<Scan> = {}): Scan => ({
  platform: '',
  digest: '',
  operatingSystem: '',
  endOfLife: false,
  findings: [],
  packages: [],
  ...given,
})

export const subject = (given: Partial<Subject> = {}): Subject => ({
  name: 'registry.test/app:1',
  reference: 'registry.test/app@sha256:aa',
  digest: 'sha256:aa',
  scans: [scan()],
  ...given,
})

export const rules = (given: Partial<Rules> = {}): Rules => ({
  failOn: { terms: [] },
  reportSeverity: 'UNKNOWN',
  ignoreUnfixed: false,
  licenseDeny: { isEmpty: true, categories: new Set(), names: () => false },
  ignores: ignoreIndex([]),
  vex: () => undefined,
  kev: undefined,
  epss: undefined,
  ...given,
})

export const ALL_KINDS = ['vulnerability', 'misconfiguration', 'secret', 'license'] as const

/** Everything may be written: lists are there and all scanners are on. */
export const GIVEN = { kevFile: true, epssFile: true, kinds: ALL_KINDS } as const

/** For tests that never come to read YAML. */
export const noYaml: YamlReader = () => {
  throw new Error('nothing to read')
}

const severity = fc.constantFrom(...SEVERITIES)
const target = fc.constantFrom('app/a.lock', 'app/b.lock')
const platforms = fc.subarray(['linux/amd64', 'linux/arm64'], { minLength: 1 })

/** Findings of all kinds, few enough names that they meet each other. */
export const someFinding: fc.Arbitrary<Finding> = fc.oneof(
  fc
    .record({
      id: fc.constantFrom('CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-0003'),
      severity,
      target,
      platforms,
      fixedVersion: fc.constantFrom('', '2'),
      installedVersion: fc.constantFrom('1.0', '1.1'),
      packageName: fc.constantFrom('left', 'right'),
    })
    .map((given) =>
      vulnerability({
        ...given,
        status: given.fixedVersion === '' ? 'affected' : 'fixed',
        purl: `pkg:npm/${given.packageName}@${given.installedVersion}`,
      }),
    ),
  fc.record({ severity, target, platforms }).map(misconfiguration),
  fc.record({ severity, target, platforms }).map(secret),
  fc.record({ severity, target, platforms, id: fc.constantFrom('MIT', 'GPL-3.0') }).map(license),
)
