import { describe, expect, test } from '@jest/globals'
import { expectRefused, type Given, inputsOf, parse } from './parsed.ts'

const MINUTE = 60_000
const CONFIG: Given = { 'image-ref': '', 'scan-type': 'config' }
const MIRROR = new URL('https://mirror.test/t')
const ACTIONS = 'https://token.actions.githubusercontent.com'

test('inputs have the defaults of the manifest', () => {
  const { install, database, gate, reports, ...rest } = inputsOf()
  expect(rest).toMatchObject({
    githubToken: 't0ken',
    username: '',
    password: '',
    targets: { kind: 'image', baselines: [], platforms: 'all' },
    trustedRoot: '',
    vex: { files: [], attached: undefined },
  })
  expect(rest.settings).toEqual({
    scanners: ['vuln', 'secret'],
    packageTypes: ['os', 'library'],
    skipDirs: [],
    skipFiles: [],
    licenseFull: false,
    offline: false,
    includeDevDependencies: false,
    configChecks: [],
    terraformVariables: [],
    timeoutMs: 15 * MINUTE,
  })
  expect(install).toEqual({
    version: { version: '0.74.0', digest: undefined, named: false },
    mode: 'auto',
    downloadUrl: new URL('https://github.com/aquasecurity/trivy/releases/download'),
  })
  expect(database).toMatchObject({
    repositories: [
      { registry: 'mirror.gcr.io', repository: 'aquasec/trivy-db', tag: '2' },
      { registry: 'ghcr.io', repository: 'aquasecurity/trivy-db', tag: '2' },
    ],
    javaRepositories: [
      { registry: 'mirror.gcr.io', repository: 'aquasec/trivy-java-db', tag: '1' },
      { registry: 'ghcr.io', repository: 'aquasecurity/trivy-java-db', tag: '1' },
    ],
    path: '',
    javaPath: '',
    maxAgeMs: undefined,
    cacheDir: '',
  })
  expect(gate).toMatchObject({
    failOn: { terms: [{ severity: 'HIGH', kind: undefined, fixable: false }] },
    reportSeverity: 'UNKNOWN',
    ignoreUnfixed: false,
    licenseDeny: { isEmpty: true },
    ignoreFiles: [],
    kevFile: '',
    epssFile: '',
  })
  expect(reports).toEqual({
    formats: new Set([
      'json',
      'findings',
      'sarif',
      'table',
      'summary',
      'cyclonedx',
      'spdx',
      'vulns',
    ]),
    outputDir: '',
    dockerfile: '',
    summary: true,
    upload: 'auto',
    category: 'trivy-scan',
    comment: false,
    commentKey: '',
    commentAuthor: 'github-actions[bot]',
  })
})

/** A value of an input, what else it needs, and what becomes of it. */
const GOOD: readonly [name: string, value: string, expected: object, others?: Given][] = [
  ['scanners', 'vuln', { settings: { scanners: ['vuln'] } }],
  ['scanners', 'Secret,\nvuln, secret', { settings: { scanners: ['secret', 'vuln'] } }],
  ['scanners', ' ', { settings: { scanners: ['vuln', 'secret'] } }],
  ['scanners', 'license', { settings: { scanners: ['misconfig'] } }, CONFIG],
  ['pkg-types', 'LIBRARY', { settings: { packageTypes: ['library'] } }],
  ['pkg-types', '', { settings: { packageTypes: ['os', 'library'] } }],
  ['skip-dirs', 'a, b\n# no\n\n  c', { settings: { skipDirs: ['a, b', 'c'] } }],
  ['skip-files', '**/*.jar', { settings: { skipFiles: ['**/*.jar'] } }],
  ['include-dev-deps', 'True', { settings: { includeDevDependencies: true } }],
  ['license-full', 'true', { settings: { licenseFull: true } }, { scanners: 'license' }],
  ['config-checks', 'policy\nmore', { settings: { configChecks: ['policy', 'more'] } }],
  ['tf-vars', 'a.tfvars', { settings: { terraformVariables: ['a.tfvars'] } }],
  ['offline', 'true', { settings: { offline: true } }],
  ['timeout', '2h', { settings: { timeoutMs: 120 * MINUTE } }],
  ['timeout', '', { settings: { timeoutMs: 15 * MINUTE } }],
  ['username', ' me ', { username: 'me' }],
  ['password', 'pa ss', { password: 'pa ss' }],
  ['github-token', '', { githubToken: '' }],
  ['version', 'v0.73.0', { install: { version: { version: '0.73.0', named: true } } }],
  ['install', 'never', { install: { mode: 'never' } }],
  ['install', '', { install: { mode: 'auto' } }],
  ['download-url', 'https://mirror.test/t', { install: { downloadUrl: MIRROR } }],
  ['trusted-root', ' root.json', { trustedRoot: 'root.json' }],
  ['db-repositories', 'r.test/db', { database: { repositories: [{ registry: 'r.test' }] } }],
  [
    'java-db-repositories',
    'r.test/j',
    { database: { javaRepositories: [{ registry: 'r.test', tag: '1' }] } },
  ],
  ['db-path', 'db.tar', { database: { path: 'db.tar' } }],
  ['java-db-path', 'java', { database: { javaPath: 'java' } }],
  ['max-db-age', '2d', { database: { maxAgeMs: 48 * 60 * MINUTE } }],
  ['cache-dir', '.cache', { database: { cacheDir: '.cache' } }],
  ['fail-on', 'none', { gate: { failOn: { terms: [] } } }],
  ['fail-on', 'kev', { gate: { failOn: { terms: [{ kev: true }] } } }, { 'kev-file': 'k.json' }],
  ['report-severity', 'CRITICAL,HIGH', { gate: { reportSeverity: 'HIGH' } }],
  ['ignore-unfixed', 'TRUE', { gate: { ignoreUnfixed: true } }],
  ['ignore-files', 'a.yaml\nb.yaml', { gate: { ignoreFiles: ['a.yaml', 'b.yaml'] } }],
  ['epss-file', 'e.csv', { gate: { epssFile: 'e.csv' } }],
  [
    'license-deny',
    'AGPL-*',
    { gate: { licenseDeny: { isEmpty: false } } },
    { scanners: 'license' },
  ],
  ['vex', 'a.json\nb.json', { vex: { files: ['a.json', 'b.json'], attached: undefined } }],
  [
    'vex',
    'oci',
    { vex: { files: [], attached: { identity: 'me@example.test', issuer: ACTIONS } } },
    { 'vex-identity': 'me@example.test' },
  ],
  ['formats', 'SARIF\njson', { reports: { formats: new Set(['sarif', 'json']) } }],
  ['formats', 'vulns', { reports: { formats: new Set(['vulns']) } }],
  ['output-dir', 'out', { reports: { outputDir: 'out' } }],
  ['dockerfile', 'Dockerfile', { reports: { dockerfile: 'Dockerfile' } }],
  ['summary', 'false', { reports: { summary: false } }],
  ['summary', '', { reports: { summary: true } }],
  ['upload', 'always', { reports: { upload: 'always' } }],
  ['upload', '', { reports: { upload: 'auto' } }],
  ['category', 'mine', { reports: { category: 'mine' } }],
  ['comment', 'true', { reports: { comment: true } }],
  ['comment-key', 'web', { reports: { commentKey: 'web' } }],
  ['comment-author', 'bot[bot]', { reports: { commentAuthor: 'bot[bot]' } }],
  ['comment-author', '', { reports: { commentAuthor: 'github-actions[bot]' } }],
]

test.each(GOOD)('%s: %j is taken', (name, value, expected, others = {}) => {
  expect(inputsOf({ ...others, [name]: value })).toMatchObject(expected)
})

/** A wrong value, and words that the error has to hold: input, value, fix. */
const BAD: readonly [name: string, value: string, words: readonly string[], others?: Given][] = [
  ['scan-type', 'repo', ["'scan-type' is 'repo'", "'image', 'fs', 'rootfs', 'config', 'sbom'"]],
  ['scanners', 'vuln,virus', ["'scanners' has the entry 'virus'", "'vuln', 'secret'"]],
  ['pkg-types', 'apk', ["'pkg-types' has the entry 'apk'", "Use 'os', 'library'"]],
  ['platforms', 'linux', ["'platforms' holds 'linux'", "'linux/amd64'"]],
  ['platforms', 'all,linux/arm64', ["'platforms' has 'all'", "Write 'all' alone"]],
  ['include-dev-deps', 'yes', ["'include-dev-deps' is 'yes'", "'true' or 'false'"]],
  ['license-full', '1', ["'license-full' is '1'", "'true' or 'false'"]],
  ['offline', 'no', ["'offline' is 'no'", "'true' or 'false'"]],
  ['timeout', '5', ["'timeout' is '5'", "'12h'"]],
  ['timeout', '0m', ["'timeout' is '0m'", "'12h'"]],
  ['version', 'latest', ["'version' is 'latest'", '0.74.0']],
  ['version', '0.69.4', ["'version' is '0.69.4'", 'attacker', 'Use 0.74.0']],
  ['install', 'always', ["'install' is 'always'", "'auto', 'path', 'never'"]],
  ['download-url', 'http://a.test', ["'download-url' is 'http://a.test'", 'https']],
  ['db-repositories', 'A B', ["'db-repositories'", 'A B']],
  ['java-db-repositories', 'A B', ["'java-db-repositories'", 'A B']],
  ['max-db-age', '2 days', ["'max-db-age' is '2 days'", "'7d'"]],
  ['fail-on', 'bad', ["'fail-on'", "'bad'", 'critical, high']],
  ['fail-on', '', ["'fail-on'", 'fail-on: …']],
  ['fail-on', 'kev', ["'fail-on'", "'kev'", "Add 'kev-file: …'"]],
  ['fail-on', 'high+license', ["'fail-on'", "Add 'license' to 'scanners'"]],
  ['report-severity', 'bad', ["'report-severity' is 'bad'", 'critical, high']],
  ['ignore-unfixed', '-', ["'ignore-unfixed' is '-'", "'true' or 'false'"]],
  ['license-deny', 'GPL-*', ["'license-deny'", "Add 'license' to 'scanners'"]],
  ['vex', 'oci', ["'vex' has 'oci'", "'vex-identity: https://"]],
  ['vex-identity', '*', ["'vex-identity'"], { vex: 'oci' }],
  ['formats', 'pdf', ["'formats' has the entry 'pdf'", "'all'", "'sarif'"]],
  ['formats', 'all,pdf', ["'formats' has the entry 'pdf'", "'all'"]],
  ['summary', 'on', ["'summary' is 'on'", "'true' or 'false'"]],
  ['upload', 'true', ["'upload' is 'true'", "'auto', 'always', 'never'"]],
  ['comment', 'pr', ["'comment' is 'pr'", "'true' or 'false'"]],
]

test.each(BAD)('%s: %j is refused with a fix', (name, value, words, others = {}) => {
  expectRefused({ ...others, [name]: value }, words)
})

describe('secrets', () => {
  test('are masked before anything else is looked at', () => {
    const { masked, read } = parse({ password: 'first\nsecond' })
    expect(read.slice(0, 2)).toEqual(['github-token', 'password'])
    expect(masked).toEqual(['t0ken', 'first\nsecond', 'first', 'second'])
  })

  test('are in no message about another input', () => {
    expect(() => parse({ password: 'hush', username: 'me', timeout: 'x' })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/hush|t0ken/) }),
    )
  })
})
