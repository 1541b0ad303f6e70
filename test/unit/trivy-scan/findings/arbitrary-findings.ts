import { httpsAddress } from '@ci-kit/trivy-scan/findings/address'
import {
  type Finding,
  type License,
  type Misconfiguration,
  type Package,
  SEVERITIES,
  type Secret,
  type Vulnerability,
} from '@ci-kit/trivy-scan/findings/finding'
import fc from 'fast-check'
import { codePoint } from '../../../fakes/code-point.ts'

/** What an attacker writes into names: controls, markup, commands of the runner, half a character. */
const HOSTILE = [
  '',
  '\u0000\u001b[31m',
  '\u2028\u2029\u202e',
  '\ud800',
  '::error::x\r\n##[group]y',
  '| a | `b` |\n</details><script>alert(1)</script>',
  '[a](https://evil.test) @octo #1 {0} ![i](x)',
  '../../etc/passwd',
  'C:\\x y%zz?#',
]

export const text = fc.oneof(
  fc.string({ unit: codePoint, maxLength: 20 }),
  fc.constantFrom(...HOSTILE),
  fc.constantFrom('musl', 'lib/a.jar', '1.2.3'),
)
const name = text.map((one) => one || 'x')

const url = fc
  .oneof(fc.constantFrom('', 'https://a.test/x', 'https://a.test/(x)%zz[|?{^}#|#'), fc.webUrl())
  .map(httpsAddress)
export const platform = fc.constantFrom<string>('linux/amd64', 'linux/arm64', 'linux/arm/v7')

const common = {
  id: name,
  severity: fc.constantFrom(...SEVERITIES),
  title: text,
  description: text,
  url,
  target: text,
  platforms: fc.uniqueArray(platform),
}

const lines = { file: text, startLine: fc.nat(9), endLine: fc.nat(9) }

const purl = fc.constantFrom('', 'pkg:apk/alpine/musl@1?arch=x86_64', 'pkg:npm/%40org/lib@1.0.0')

const vulnerability: fc.Arbitrary<Vulnerability> = fc.record({
  kind: fc.constant('vulnerability' as const),
  ...common,
  purl,
  packageName: name,
  packagePath: text,
  installedVersion: text,
  fixedVersion: text,
  status: text,
  layer: text,
  score: fc.option(fc.double({ min: 0.1, max: 10, noNaN: true }), { nil: undefined }),
  aliases: fc.array(text, { maxLength: 3 }),
  publishedAt: text,
})

const misconfiguration: fc.Arbitrary<Misconfiguration> = fc.record({
  kind: fc.constant('misconfiguration' as const),
  ...common,
  ...lines,
  message: text,
  resolution: text,
})

const secret: fc.Arbitrary<Secret> = fc.record({
  kind: fc.constant('secret' as const),
  ...common,
  ...lines,
  category: text,
})

const license: fc.Arbitrary<License> = fc.record({
  kind: fc.constant('license' as const),
  ...common,
  packageName: text,
  file: text,
  category: text,
})

/** Any finding of any kind, with hostile texts. */
export const finding: fc.Arbitrary<Finding> = fc.oneof(
  vulnerability,
  misconfiguration,
  secret,
  license,
)

/** Any package, with hostile texts. */
export const anyPackage: fc.Arbitrary<Package> = fc.record({
  name: text,
  version: text,
  purl,
  path: text,
  target: text,
  licenses: fc.array(text, { maxLength: 3 }),
})
